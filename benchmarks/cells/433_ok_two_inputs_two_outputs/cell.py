import numpy as np
import keras
from keras import layers

num_tags, num_words, num_departments = 12, 300, 4

title = keras.Input((None,), name="title")
body = keras.Input((None,), name="body")
tags = keras.Input((num_tags,), name="tags")
t = layers.LSTM(24)(layers.Embedding(num_words, 16)(title))
b = layers.GRU(16)(layers.Embedding(num_words, 16)(body))
x = layers.concatenate([t, b, tags])
priority = layers.Dense(1, name="priority")(x)
department = layers.Dense(num_departments, name="department")(x)
model = keras.Model([title, body, tags], [priority, department])
model.compile(
    optimizer=keras.optimizers.RMSprop(1e-3),
    loss={
        "priority": keras.losses.BinaryCrossentropy(from_logits=True),
        "department": keras.losses.CategoricalCrossentropy(from_logits=True),
    },
    loss_weights={"priority": 1.0, "department": 0.2},
)
n = 32
model.fit(
    {"title": np.random.randint(num_words, size=(n, 10)), "body": np.random.randint(num_words, size=(n, 25)),
     "tags": np.random.randint(2, size=(n, num_tags)).astype("float32")},
    {"priority": np.random.random((n, 1)), "department": np.eye(num_departments)[np.arange(n) % num_departments]},
    epochs=1, batch_size=16, verbose=0,
)
print([tuple(o.shape) for o in model.outputs])
