"""Systems of linear equations."""

from __future__ import annotations

from tests.diagnosis.proposals.arrays import first_fix, told

TABLE = "x = np.linspace(0, 1, 9)\n"


def test_a_table_with_its_columns_as_rows_is_transposed_where_it_is_made() -> None:
    cell = f"{TABLE}A = np.array([x, np.ones(9)])\nfit = np.linalg.lstsq(A, 2 * x, rcond=None)[0]"
    assert told(first_fix(cell)) == (
        "Transpose `A`",
        "A = np.array([x, np.ones(9)]).T",
        "`A` has the shape (2, 9), and each of its rows is one equation: for the 9 values on the right side it has to "
        "be (9, 2).",
    )


def test_more_equations_than_unknowns_are_fitted() -> None:
    assert told(first_fix(f"{TABLE}A = np.stack([x, x ** 2], axis=1)\nfit = np.linalg.solve(A, 2 * x)")) == (
        "Use lstsq in place of solve",
        "fit = np.linalg.lstsq(A, 2 * x, rcond=None)[0]",
        "`solve` takes as many equations as unknowns; `A` has 9 equations for 2, which `lstsq` fits as well as can be.",
    )
