import torch
import torch.nn.functional as F
import numpy as np

def to_gray(img):
    r, g, b = img.unbind(1)
    return 0.299 * r + 0.587 * g + 0.114 * b

def sobel_edges(img):
    gx = torch.tensor([[-1., 0, 1], [-2, 0, 2], [-1, 0, 1]])
    gy = gx.t()
    gray = to_gray(img).unsqueeze(1)
    ex = F.conv2d(gray, gx, padding=1)
    ey = F.conv2d(gray, gy, padding=1)
    return torch.sqrt(ex ** 2 + ey ** 2 + 1e-6)

pic = torch.from_numpy(np.random.rand(2, 3, 40, 60)).float()
e = sobel_edges(pic)
print(e.min(), e.max(), e.shape)
