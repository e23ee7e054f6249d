import numpy as np
import keras
from keras import layers

num_classes = 10
x = np.random.rand(80, 28, 28, 1).astype("float32")
y = np.random.randint(0, num_classes, 80)
x_train, x_test, y_train, y_test = x[:64], x[64:], y[:64], y[64:]

model = keras.Sequential(
    [
        keras.Input(shape=(28, 28, 1)),
        layers.Conv2D(16, kernel_size=(3, 3), activation="relu"),
        layers.MaxPooling2D(pool_size=(2, 2)),
        layers.Flatten(),
        layers.Dense(num_classes, activation="softmax"),
    ]
)
model.compile(loss="sparse_categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
model.fit(x_train, y_train, batch_size=32, epochs=1, verbose=0)

image = x_test[:1]
prediction = model.predict(image)
print("predicted", np.argmax(prediction), "true", y_test[0])
