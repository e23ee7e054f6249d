"""How likely a person who knows the answer makes each kind of change: the prior by which proposals are ranked.

The order says: first what is wrong in itself (two arguments in the wrong order, an axis lost by accident), then a
number that contradicts the rest of the code, then what is missing, and last what merely makes the numbers meet.
A proposal moves within its kind by at most `NUANCE`, so that kinds keep their order unless they touch.
"""

NUANCE = 0.04

REORDERED = 0.95  # the same arguments in another order: F.pad's pairs, the axes of a permute, height for width
UNDONE = 0.92  # a call that made the conflict is taken away, or told its axis: squeeze() → squeeze(1)
LAYER_OPTION = 0.90  # an option of a layer that was left out: batch_first=True
LAYER_SIZE = 0.88  # a size in a layer's constructor that contradicts what flows in
OTHER_AXIS = 0.86  # another axis in a call that is there: unsqueeze(1) → unsqueeze(2), cat(dim=0) → cat(dim=1)
OTHER_FUNCTION = 0.84  # the sibling that fits the ranks: stack for cat, matmul for dot, another loss
MISSING_CALL = 0.82  # a call is missing at the use: flatten(1), unsqueeze(0), transpose, expand
TARGET = 0.80  # the target of a loss, where it is made or where it is used
HIDDEN_STATE = 0.78  # the state of a recurrent layer, or the loader's last, smaller batch
ARGUMENT_VALUE = 0.70  # a number given to a constructor or a function far from the failing line
INPUT_SIZE = 0.60  # the size of a tensor that the code creates
ADAPTED = 0.45  # a new layer or call that forces a size: adaptive pooling, padding, interpolation
BATCH_SIZE = 0.30  # the batch size: code should work for any
