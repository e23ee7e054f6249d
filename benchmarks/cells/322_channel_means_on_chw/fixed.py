import numpy as np

# ImageNet statistics
MEAN = np.array([0.485, 0.456, 0.406])
STD = np.array([0.229, 0.224, 0.225])


def to_batch(images):
    batch = np.stack(images).astype(np.float32) / 255.0
    batch = batch.transpose(0, 3, 1, 2)
    return (batch - MEAN[:, None, None]) / STD[:, None, None]


images = [np.random.randint(0, 256, (32, 32, 3), dtype=np.uint8) for _ in range(8)]
batch = to_batch(images)
print(batch.shape, batch.dtype, batch.mean(axis=(0, 2, 3)))
