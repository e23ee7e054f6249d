import tensorflow as tf

# closed form is boring, so gradients by hand
X = tf.random.normal((100, 5), seed=3)
true_w = tf.constant([[1.0], [2.0], [-1.0], [0.5], [3.0]])
y = X @ true_w + tf.random.normal((100, 1), stddev=0.01)

w = tf.Variable(tf.zeros((5, 1)))
b = tf.Variable(0.0)
lr = tf.constant(0.1)

for step in range(50):
    error = X @ w + b - y
    grad_w = 2 * tf.reduce_mean(X * error, axis=0)
    grad_b = 2 * tf.reduce_mean(error)
    w.assign_sub(lr * grad_w)
    b.assign_sub(lr * grad_b)

print("w", tf.squeeze(w).numpy(), "b", b.numpy())
