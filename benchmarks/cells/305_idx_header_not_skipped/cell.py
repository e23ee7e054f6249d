import struct
import numpy as np


def fake_idx_file(n):
    """What train-images-idx3-ubyte looks like on disk."""
    header = struct.pack(">IIII", 2051, n, 28, 28)
    return header + np.random.randint(0, 256, n * 28 * 28, dtype=np.uint8).tobytes()


raw = fake_idx_file(60)
magic, count, rows, cols = struct.unpack(">IIII", raw[:16])
images = np.frombuffer(raw, dtype=np.uint8)
images = images.reshape(count, rows, cols)
images = images.astype(np.float32) / 255
print(images.shape, images.mean())
