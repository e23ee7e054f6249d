"""Re-runs of code that reads numbers which it has computed itself, and of code that asks where its tensors are."""

from __future__ import annotations


def test_the_sizes_of_code_that_packs_sequences_can_be_varied(run) -> None:
    picture = run(
        """
        class Packed(nn.Module):
            def __init__(self):
                super().__init__()
                self.lstm = nn.LSTM(4, 6, batch_first=True)
            def forward(self, x):
                lengths = torch.full((x.size(0),), x.size(1), device="cpu")
                packed = nn.utils.rnn.pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
                return nn.utils.rnn.pad_packed_sequence(self.lstm(packed)[0], batch_first=True)[0]
        y = Packed()(torch.randn(3, 8, 4))
        """
    )
    assert picture.graph.notes == []
    assert picture.at(N=5, L=7).outputs() == {"y": (5, 7, 6)}


def test_a_number_that_a_model_keeps_in_a_buffer_is_read_in_a_re_run(run) -> None:
    picture = run(
        """
        class Cropped(nn.Module):
            def __init__(self):
                super().__init__()
                self.register_buffer("kept", torch.tensor(3))
            def forward(self, x):
                return x[:, : int(self.kept)]
        y = Cropped()(torch.randn(2, 9))
        """
    )
    assert picture.at(N=4).outputs() == {"y": (4, 3)}


def test_a_model_that_looks_for_a_value_in_its_input_goes_the_way_it_went(run) -> None:
    picture = run(
        """
        class Padded(nn.Module):
            def forward(self, ids):
                return ids * 2 if 7 in ids else ids.unsqueeze(0)
        y = Padded()(torch.full((2, 5), 7))
        """
    )
    assert picture.at(N=3).outputs() == {"y": (3, 5)}


def test_code_is_told_the_device_of_the_recording(run) -> None:
    picture = run(
        """
        class Careful(nn.Module):
            def forward(self, x):
                return x.float() + 1 if x.device.type == "cpu" else x
        y = Careful()(torch.randn(2, 5))
        """
    )
    assert picture.at(N=3).outputs() == {"y": (3, 5)}
    assert picture.graph.edges[-1].formula == ("N", "F")


def test_moving_a_tensor_to_the_processor_does_not_stop_a_re_run(run) -> None:
    picture = run("y = (torch.randn(2, 5).cpu() * 2).cpu()")
    assert picture.at(N=3).outputs() == {"y": (3, 5)}


def test_a_module_that_hands_its_input_on_keeps_the_formula(run) -> None:
    picture = run(
        """
        class DropPath(nn.Module):
            def forward(self, x):
                return x
        y = nn.Sequential(nn.Linear(4, 8), DropPath(), nn.ReLU())(torch.randn(2, 5, 4))
        """
    )
    assert [edge.formula for edge in picture.graph.edges][-1] == ("N", "L", 8)
