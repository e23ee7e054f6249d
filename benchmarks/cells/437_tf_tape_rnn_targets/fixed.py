import tensorflow as tf

tf.random.set_seed(0)
steps, units = 15, 12
waves = tf.sin(tf.range(0.0, 16.0)[None] * 0.4 + tf.random.uniform((10, 1)) * 6)

Wx = tf.Variable(tf.random.normal((1, units)) * 0.3)
Wh = tf.Variable(tf.random.normal((units, units)) * 0.3)
b = tf.Variable(tf.zeros(units))
Wy = tf.Variable(tf.random.normal((units, 1)) * 0.3)
optim_lr = 0.05


def predict(seq):
    h = tf.zeros((seq.shape[0], units))
    outs = []
    for t in range(seq.shape[1]):
        h = tf.tanh(seq[:, t:t + 1] @ Wx + h @ Wh + b)
        outs.append(h @ Wy)
    return tf.concat(outs, axis=1)


x, y = waves[:, :steps], waves[:, 1:]
for epoch in range(5):
    with tf.GradientTape() as tape:
        pred = predict(x)
        loss = tf.reduce_mean(tf.square(pred - y))
    params = [Wx, Wh, b, Wy]
    for p, g in zip(params, tape.gradient(loss, params)):
        p.assign_sub(optim_lr * g)
    print(epoch, float(loss))
