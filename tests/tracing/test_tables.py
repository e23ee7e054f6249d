"""pandas and scikit-learn: their calls are drawn with shapes, and their errors are told in their own words."""

from __future__ import annotations

import pytest

pytest.importorskip("pandas")
pytest.importorskip("sklearn")

TABLE = """
import numpy as np, pandas as pd
df = pd.DataFrame({"a": np.arange(6.0), "b": np.arange(6.0), "y": np.arange(6.0)})
"""
ROWS = "import numpy as np\nX, y = np.random.rand(20, 4), np.random.rand(20)\n"
SCALER = f"{ROWS}from sklearn.preprocessing import StandardScaler\nscaler = StandardScaler()\n"
PCA = f"{ROWS}from sklearn.decomposition import PCA\npca = PCA(2)\n"


@pytest.mark.parametrize("columns", ['df[["a", "b"]]', 'df.drop(columns="y")', "df.iloc[:, :2]"])
@pytest.mark.parametrize("taken", ["values", "to_numpy()"])
def test_columns_of_a_table_become_an_array(run, columns, taken) -> None:
    picture = run(f'{TABLE}X = {columns}.{taken}\ny = df["y"].to_numpy()\nr = X @ np.zeros(2) - y')
    assert picture.outputs() == {"r": (6,)}
    assert ("matmul", "sub") in picture.flow()
    assert picture.node("matmul").inputs[0].shape == (6, 2)


def test_a_column_too_few_is_told_by_the_rule_of_the_product(run) -> None:
    picture = run(f'{TABLE}X = df[["a", "b"]].values\np = X @ np.zeros(3)')
    assert picture.sentences == ["matmul expects equal sizes in axis 1 of input and axis 0 of other, but gets 2 and 3."]


def test_a_column_of_another_length_is_told_in_the_words_of_pandas(run) -> None:
    picture = run(f'{TABLE}df["e"] = np.arange(5)')
    assert picture.sentences == ["setitem raises ValueError: Length of values (5) does not match length of index (6)"]


def test_a_table_goes_into_a_tensor(run) -> None:
    picture = run(f'{TABLE}x = torch.tensor(df[["a", "b"]].values, dtype=torch.float32)\ny = nn.Linear(2, 1)(x)')
    assert {("values", "tensor"), ("tensor", "Linear")} <= set(picture.flow())


def test_scaled_rows_are_drawn_with_their_shape(run) -> None:
    picture = run(f"{SCALER}Z = scaler.fit_transform(X)\nc = Z.T @ Z")
    assert ("X", "fit_transform") in picture.flow()
    assert picture.outputs() == {"c": (4, 4)}


def test_a_split_goes_on_into_the_model_that_is_fitted(run) -> None:
    picture = run(
        f"""{ROWS}
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import train_test_split
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.25, random_state=0)
model = LinearRegression().fit(X_train, y_train)
r = model.predict(X_test) - y_test
"""
    )
    assert [tensor.shape for tensor in picture.node("fit").inputs] == [(15, 4), (15,)]
    assert picture.flow().count(("train_test_split", "fit")) == 2
    assert picture.outputs() == {"r": (5,)}


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (
            "model.fit(X, y)\np = model.predict(np.ones((5, 3)))",
            "predict raises ValueError: X has 3 features, but LinearRegression is expecting 4 features as input.",
        ),
        (
            "model.fit(X, y[:18])",
            "fit raises ValueError: Found input variables with inconsistent numbers of samples: [20, 18]",
        ),
    ],
)
def test_what_does_not_fit_a_model_is_told_in_the_words_of_scikit_learn(run, lines, sentence) -> None:
    picture = run(f"{ROWS}from sklearn.linear_model import LinearRegression\nmodel = LinearRegression()\n{lines}")
    assert picture.sentences == [sentence]


def test_the_parts_of_a_fitted_model_go_by_their_names(run) -> None:
    picture = run(f"{PCA}Z = pca.fit_transform(X) @ pca.components_ + pca.mean_")
    assert {"pca.components_", "pca.mean_"} <= set(picture.labels("input"))
    assert picture.outputs() == {"Z": (20, 4)}


def test_a_fitted_model_is_left_alone_by_re_runs(run) -> None:
    scope: dict = {}
    picture = run(
        f"{SCALER}Z = scaler.fit_transform(X)\nw = Z @ np.ones(3)",
        scope,
    )
    assert scope["scaler"].n_samples_seen_ == 20
    assert scope["scaler"].mean_ == pytest.approx(scope["X"].mean(axis=0))
    assert picture.graph.notes == [
        "The sizes cannot be varied: fit_transform needs the tensors' data. "
        "No formulas are shown, since they could not be checked at other sizes."
    ]
