import tensorflow as tf


def add_coordinates(images):
    batch, height, width, _ = images.shape
    ys = tf.linspace(-1.0, 1.0, height)
    xs = tf.linspace(-1.0, 1.0, width)
    yy, xx = tf.meshgrid(ys, xs, indexing="ij")
    grid = tf.stack([yy, xx], axis=-1)
    return tf.tile(grid[tf.newaxis], [batch, 1, 1, 1])


def add_alpha(images, threshold=0.1):
    grey = tf.reduce_mean(images, axis=-1, keepdims=True)
    alpha = tf.cast(grey > threshold, tf.float32)
    return tf.concat([images, alpha], axis=1)


photos = tf.random.uniform((4, 24, 36, 3))
rgba = add_alpha(photos)
stacked = tf.concat([rgba, add_coordinates(rgba)], axis=-1)
print(stacked.shape)
