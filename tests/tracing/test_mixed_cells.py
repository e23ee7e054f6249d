"""Arrays that go from NumPy to torch and back: one graph, whose formulas go through."""

from __future__ import annotations

import pytest

# What NumPy says of how torch's tensors become arrays.
pytestmark = pytest.mark.filterwarnings("ignore:__array:DeprecationWarning")

ARRAY = "import numpy as np\narr = np.random.rand(8, 10)\n"


@pytest.mark.parametrize(
    "handed_over",
    [
        "torch.tensor(arr, dtype=torch.float32)",
        "torch.as_tensor(arr).float()",
        "torch.from_numpy(arr).float()",
        "torch.Tensor(arr)",
        "torch.FloatTensor(arr)",
        "torch.tensor(arr.tolist()) + torch.Tensor(arr)",
    ],
)
@pytest.mark.parametrize(
    "handed_back",
    ["y.detach().cpu().numpy()", "np.asarray(y.detach())", "np.array(y.data)", "y.detach().numpy().copy()"],
)
def test_a_graph_goes_on_from_an_array_through_a_model_to_an_array(run, handed_over, handed_back) -> None:
    picture = run(f"{ARRAY}x = {handed_over}\ny = nn.Linear(10, 3)(x)\np = {handed_back}\nbest = p.argmax(axis=1)")
    assert picture.graph.notes == []
    assert reached_from(picture, "arr") >= {"Linear", "argmax", "best"}
    assert picture.graph.node(picture.node("best").id).inputs[0].shape == (8,)
    assert picture.at(N=5).outputs()["best"] == (5,)


def reached_from(picture, label: str) -> set[str]:
    found = {label}
    for source, target in picture.flow() * len(picture.graph.edges):
        if source in found:
            found.add(target)
    return found


def test_an_array_that_does_not_fit_a_model_is_blamed_on_the_line_that_made_it(run) -> None:
    picture = run(
        """
        import numpy as np
        arr = np.random.rand(8, 12)
        x = torch.tensor(arr, dtype=torch.float32)
        y = nn.Linear(10, 3)(x)
        """
    )
    assert picture.sentences == ["Linear expects 10 features in the last axis of its input, but gets 12."]
    assert picture.check.mismatches[0].blame == "The 12 is axis 1 of arr (line 2), which has the shape (8, 12)."


def test_predictions_that_do_not_fit_an_array_are_seen_behind_the_model(run) -> None:
    picture = run(
        """
        import numpy as np
        x = torch.ones(8, 10)
        p = nn.Linear(10, 3)(x).detach().numpy()
        scores = p @ np.ones((4, 2))
        """
    )
    assert picture.sentences == ["matmul expects equal sizes in axis 1 of input and axis 0 of other, but gets 3 and 4."]
    assert ("numpy", "matmul") in picture.flow()


def test_a_tensor_and_an_array_are_added_in_one_call(run) -> None:
    picture = run("import numpy as np\nx = torch.ones(4, 5)\na = np.ones((4, 5), dtype='float32')\nz = x + a")
    assert picture.flow() == [("x", "add"), ("a", "add"), ("add", "z")]


def test_arrays_in_a_list_become_one_tensor(run) -> None:
    picture = run("import numpy as np\na = np.ones(6)\nb = np.zeros(6)\nx = torch.tensor(np.array([a, b])) * 2")
    assert picture.outputs() == {"x": (2, 6)}


def test_what_depends_on_the_numbers_of_a_tensor_cannot_be_run_again(run) -> None:
    picture = run(
        """
        import numpy as np
        x = torch.full((4, 3), 7.0)
        p = (x * 2).numpy()
        kept = p[p > 9.0]
        y = kept * 2
        """
    )
    assert picture.outputs() == {"y": (12,)}
    assert picture.graph.notes == [
        "The sizes cannot be varied: how much getitem gives depends on the data. "
        "No formulas are shown, since they could not be checked at other sizes."
    ]


# -- loaders ------------------------------------------------------------------------------------------------

DATA = """
import numpy as np
from torch.utils.data import DataLoader, Dataset, Subset, TensorDataset
X = np.random.rand(40, 10).astype(np.float32)
t = np.zeros(40, dtype=np.int64)
class Rows(Dataset):
    def __init__(self, X, t):
        self.X, self.t = X, t
    def __len__(self):
        return len(self.X)
    def __getitem__(self, index):
        return self.X[index], self.t[index]
"""
STEP = """
net = nn.Linear(10, 3)
for number, (xb, tb) in enumerate(DataLoader(dataset, batch_size=8)):
    loss = nn.functional.cross_entropy(net(xb), tb)
"""


@pytest.mark.parametrize(
    ("dataset", "rows", "labels"),
    [
        ("TensorDataset(torch.from_numpy(X), torch.from_numpy(t))", "from_numpy", "from_numpy"),
        ("Subset(TensorDataset(torch.tensor(X), torch.tensor(t)), range(20))", "tensor", "tensor"),
        ("Rows(X, t)", "astype", "t"),
    ],
)
def test_batches_are_linked_to_the_arrays_of_their_dataset(run, dataset, rows, labels) -> None:
    picture = run(f"{DATA}dataset = {dataset}\n{STEP}")
    flow = picture.flow()
    assert {(rows, "xb"), (labels, "tb"), ("xb", "net")} <= set(flow)
    assert picture.node("xb").outputs[0].shape == (8, 10)


def test_batches_of_a_plain_list_are_linked_to_its_arrays(run) -> None:
    picture = run(
        """
        import numpy as np
        from torch.utils.data import DataLoader
        rows = [np.random.rand(10).astype(np.float32) for _ in range(40)]
        for xb in DataLoader(rows, batch_size=8):
            y = nn.Linear(10, 3)(xb)
        """
    )
    assert {("astype", "xb"), ("xb", "Linear")} <= set(picture.flow())


def test_batches_have_sizes_of_their_own(run) -> None:
    picture = run(f"{DATA}dataset = Rows(X, t)\n{STEP}")
    (batch,) = (symbol.name for symbol in picture.graph.symbols if symbol.value == 8)
    moved = picture.at(**{batch: 3})
    assert moved.node("net").outputs[0].shape == (3, 3)


def test_the_iterator_of_a_loader_can_do_what_it_could(run) -> None:
    scope: dict = {}
    run(
        f"{DATA}loader = DataLoader(Rows(X, t), batch_size=8)\nrows = iter(loader)\nn = len(rows)\nfirst = next(rows)",
        scope,
    )
    assert scope["n"] == 5
    assert first_shapes(scope) == [(8, 10), (8,)]
    assert type(iter(scope["loader"])).__module__.startswith("torch")


def first_shapes(scope: dict) -> list[tuple[int, ...]]:
    return [tuple(tensor.shape) for tensor in scope["first"]]
