import torch
import torch.nn as nn

IMG_SIZE = 150


class CatsDogs(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv_block = nn.Sequential(
            self.stage(3, 16),
            self.stage(16, 32),
            self.stage(32, 64),
        )
        self.classifier = nn.Sequential(
            nn.Flatten(),
            nn.Linear(64 * 16 * 16, 64),
            nn.ReLU(),
            nn.Dropout(0.5),
            nn.Linear(64, 1),
        )

    @staticmethod
    def stage(c_in, c_out):
        return nn.Sequential(nn.Conv2d(c_in, c_out, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2, 2))

    def forward(self, x):
        x = self.conv_block(x)
        x = self.classifier(x)
        return x


def load_images(n):
    return torch.rand(n, 3, IMG_SIZE, IMG_SIZE), torch.randint(0, 2, (n, 1)).float()


model = CatsDogs()
images, labels = load_images(4)
loss = nn.BCEWithLogitsLoss()(model(images), labels)
loss.backward()
print(loss.item())
