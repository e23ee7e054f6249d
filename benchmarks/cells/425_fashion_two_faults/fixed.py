import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

class_names = ["T-shirt", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Boot"]
train_images = np.random.randint(0, 256, (128, 28, 28))
train_labels = np.random.randint(0, 10, (128,))

train_images = train_images / 255.0

model = tf.keras.Sequential([
    layers.Conv2D(16, 3, activation="relu", input_shape=(28, 28, 1)),
    layers.MaxPooling2D(),
    layers.Flatten(),
    layers.Dense(10, activation="softmax"),
])
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(train_images, train_labels, epochs=1, verbose=0)
print(class_names[model.predict(train_images[:1], verbose=0).argmax()])
