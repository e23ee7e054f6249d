"""What torch's recurrent kernels give, by shape.

On the meta device they are decomposed in Python, step by step and layer by layer, which takes a hundred times as
long as any other call. The layer that calls them has been judged by its rule before.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

RECURRENT = frozenset({"lstm", "gru", "rnn_tanh", "rnn_relu"})


def recurrent_results(name: str, args: tuple[Any, ...]) -> tuple[Tensor, ...]:
    """The results of `torch._VF.lstm(…)` and its like: every step's output, then the last state(s).

    The arguments are (input, state, weights, has_biases, num_layers, dropout, train, bidirectional, batch_first), and
    for packed sequences (data, batch_sizes, state, weights, has_biases, num_layers, dropout, train, bidirectional).

    >>> x, h = torch.empty(5, 3, 8, device="meta"), torch.empty(2, 3, 16, device="meta")
    >>> [tuple(result.shape) for result in recurrent_results("gru", (x, h, [], True, 1, 0.0, False, True, False))]
    [(5, 3, 32), (2, 3, 16)]
    """
    packed = isinstance(args[1], Tensor) and isinstance(args[3], (list, tuple))
    data, state = args[0], args[2] if packed else args[1]
    bidirectional = args[8] if packed else args[7]
    states = tuple(state) if isinstance(state, (list, tuple)) else (state,)
    features = states[0].shape[-1] * (2 if bidirectional else 1)
    output = torch.empty((*data.shape[:-1], features), dtype=data.dtype, device=data.device)
    return (output, *(torch.empty_like(part) for part in states))
