import numpy as np
from tensorflow.keras.models import Sequential
from tensorflow.keras.layers import Conv2D, MaxPooling2D, Flatten, Dense

img_width, img_height = 64, 64
cats_and_dogs = np.random.rand(32, img_height, img_width, 3)
labels = np.random.randint(0, 2, size=(32, 1))

classifier = Sequential()
classifier.add(Conv2D(32, (3, 3), padding="same", input_shape=(3, img_width, img_height), activation="relu"))
classifier.add(MaxPooling2D(pool_size=(2, 2), padding="same"))
classifier.add(Conv2D(32, (3, 3), padding="same", activation="relu"))
classifier.add(MaxPooling2D(pool_size=(2, 2), padding="same"))
classifier.add(Flatten())
classifier.add(Dense(units=128, activation="relu"))
classifier.add(Dense(units=1, activation="sigmoid"))
classifier.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])
classifier.fit(cats_and_dogs, labels, batch_size=16, epochs=1, verbose=0)
