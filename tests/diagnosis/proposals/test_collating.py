"""Samples of unequal length in one batch."""

from __future__ import annotations

import pytest

from shapeviz.diagnosis.proposals.collating import propose
from tests.diagnosis.proposals.cases import case_of, first_that_runs, ranked

STACKED = """
{imports}

def together(rows):
    return torch.stack({arguments})

together([torch.rand(3, 2), torch.rand(5, 2), torch.rand(4, 2)])
"""

LOADED = """
from torch.utils.data import DataLoader, Dataset

class Rows(Dataset):
    def __len__(self):
        return 3

    def __getitem__(self, i):
        return {sample}

loader = DataLoader(Rows(), batch_size=3)
for batch in loader:
    print(batch)
"""


@pytest.mark.parametrize(
    ("imports", "arguments", "written"),
    [
        ("", "rows", "torch.nn.utils.rnn.pad_sequence(rows, batch_first=True)"),
        ("from torch.nn.utils.rnn import pad_sequence", "rows", "pad_sequence(rows, batch_first=True)"),
        ("import torch.nn.utils.rnn as sequences", "rows", "sequences.pad_sequence(rows, batch_first=True)"),
        ("from torch import nn", "rows, dim=1", "nn.utils.rnn.pad_sequence(rows)"),
    ],
)
def test_sequences_are_padded_by_the_name_that_is_imported(imports: str, arguments: str, written: str) -> None:
    proposal = first_that_runs(case_of(STACKED.format(imports=imports, arguments=arguments)), propose)
    assert proposal.edits[0].new.strip() == f"return {written}"
    assert proposal.title == "Pad the sequences to the longest"
    assert proposal.reason == "The tensors are 3, 4 and 5 long: the shorter ones are padded to the longest."


@pytest.mark.parametrize(
    ("sample", "written"),
    [
        ("torch.rand(i + 1), i", "lambda batch: ({pad}([x for x, _ in batch], batch_first=True), "
         "torch.tensor([y for _, y in batch]))"),
        ("torch.rand(i + 1), torch.rand(i + 1)", "lambda batch: tuple({pad}(part, batch_first=True) for part in "
         "zip(*batch))"),
        ("torch.rand(i + 1)", "lambda batch: {pad}(batch, batch_first=True)"),
    ],
)  # fmt: skip
def test_a_loader_without_a_collate_function_gets_one_as_its_samples_are(sample: str, written: str) -> None:
    proposal = first_that_runs(case_of(LOADED.format(sample=sample)), propose)
    function = written.format(pad="torch.nn.utils.rnn.pad_sequence")
    assert proposal.edits[0].new == f"loader = DataLoader(Rows(), batch_size=3, collate_fn={function})"
    assert proposal.title == "Pad the samples of a batch to the longest"


def test_tensors_that_differ_in_their_features_are_not_padded() -> None:
    assert ranked(case_of("torch.stack([torch.rand(3, 2), torch.rand(3, 4)])"), propose) == []


def test_tensors_that_are_named_one_by_one_are_no_samples_of_a_batch() -> None:
    assert ranked(case_of("a, b = torch.rand(3), torch.rand(4)\ntorch.stack([a, b])"), propose) == []
