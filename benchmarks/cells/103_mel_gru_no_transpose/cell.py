import torch, torch.nn as nn

class SpeechCommands(nn.Module):
    """log-mel spectrogram -> GRU -> command"""
    def __init__(self, n_mels: int = 40, hidden: int = 96, n_cmd: int = 12):
        super().__init__()
        self.norm = nn.InstanceNorm1d(n_mels)
        self.gru = nn.GRU(n_mels, hidden, num_layers=2, batch_first=True, dropout=0.1)
        self.out = nn.Linear(hidden, n_cmd)

    def forward(self, spec: torch.Tensor) -> torch.Tensor:
        # spec (batch, 1, mel, time)
        x = spec.squeeze(1)
        x = self.norm(x)
        y, h = self.gru(x)
        return self.out(h[-1])

def fake_mel(wave, n_fft=400, hop=160, n_mels=40):
    frames = wave.unfold(-1, n_fft, hop)                     # b, t, n_fft
    power = torch.fft.rfft(frames * torch.hann_window(n_fft)).abs() ** 2
    fb = torch.rand(n_fft // 2 + 1, n_mels)
    return torch.log1p(power @ fb).transpose(1, 2).unsqueeze(1)

wav = torch.randn(3, 16000)
mel = fake_mel(wav)
print('mel', mel.shape)
model = SpeechCommands()
print(model(mel).argmax(-1))
