import numpy as np
import keras
from keras import layers


class SmallNet(keras.Model):
    def __init__(self, num_classes):
        super().__init__()
        self.conv1 = layers.Conv2D(32, 3, activation="relu")
        self.pool = layers.MaxPooling2D(2)
        self.conv2 = layers.Conv2D(64, 3, activation="relu")
        self.flatten = layers.Flatten()
        self.classifier = layers.Dense(num_classes, activation="softmax")

    def call(self, x):
        x = self.pool(self.conv1(x))
        x = self.pool(self.conv2(x))
        return self.classifier(self.flatten(x))


def load_split(n, size):
    return np.random.rand(n, size, size, 3).astype("float32"), np.random.randint(0, 4, n)


x_train, y_train = load_split(32, 32)
x_val, y_val = load_split(8, 48)

net = SmallNet(4)
net.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
net.fit(x_train, y_train, epochs=1, batch_size=16, verbose=0)
print(net(x_val[:4]).shape)
