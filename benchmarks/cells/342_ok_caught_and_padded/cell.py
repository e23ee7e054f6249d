import numpy as np

rows = [np.arange(n, dtype=float) for n in (3, 5, 2, 5)]


def stack_or_pad(rows):
    try:
        return np.stack(rows)
    except ValueError:
        width = max(len(r) for r in rows)
        return np.array([np.pad(r, (0, width - len(r)), constant_values=np.nan) for r in rows])


def is_compatible(a, b):
    try:
        np.broadcast_shapes(a.shape, b.shape)
        return True
    except ValueError:
        return False


table = stack_or_pad(rows)
means = np.nanmean(table, axis=1, keepdims=True)
centred = table - means
print(centred)
print(is_compatible(table, means), is_compatible(table, np.ones(3)))
