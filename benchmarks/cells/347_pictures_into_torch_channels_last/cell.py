import numpy as np
import torch
import torch.nn as nn

# what cv2.imread would give, resized
pictures = np.random.randint(0, 256, size=(4, 48, 64, 3), dtype=np.uint8)
x = pictures.astype("float32") / 255.0
x = (x - x.mean(axis=(0, 1, 2))) / x.std(axis=(0, 1, 2))
x = torch.from_numpy(x)

model = nn.Sequential(
    nn.Conv2d(3, 16, 3, stride=2, padding=1), nn.ReLU(),
    nn.Conv2d(16, 32, 3, stride=2, padding=1), nn.ReLU(),
    nn.AdaptiveAvgPool2d(1), nn.Flatten(),
    nn.Linear(32, 5),
)
with torch.no_grad():
    out = model(x)
print(out.argmax(dim=1))
