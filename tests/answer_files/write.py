"""Writes the arrays that tests/answer_files.rs reads, as a learner's NumPy writes them."""

from pathlib import Path

import numpy as np

folder = Path(__file__).parent

X = np.array([[1, 0, -1, 2], [0.5, 1, 0, -1]])
y = np.array([[1, 0, 0, 1]])
W1 = np.array([[1, -1], [0.5, 2], [-1, 1]])
b1 = np.array([[0.5], [-1], [0]])
w2 = np.array([[1, -2, 1.5]])
b2 = 0.5

Z = W1 @ X + b1
A = 1 / (1 + np.exp(-Z))
yhat = w2 @ A + b2
L = np.mean((yhat - y) ** 2)
dyhat = 2 / y.size * (yhat - y)
dw2 = dyhat @ A.T
dZ = (w2.T @ dyhat) * A * (1 - A)
dW1 = dZ @ X.T
db1 = dZ.sum(axis=1, keepdims=True)

right = {"Z": Z, "yhat": yhat, "L": L, "dL_dyhat": dyhat, "dL/dw2": dw2, "grad_b2": dyhat.sum(),
         "dZ": dZ, "∂L/∂W1": dW1, "b1.grad": db1}
np.savez_compressed(folder / "right.npz", **right)
np.savez(folder / "kinds.npz", Z=np.asfortranarray(Z.astype("f4")), dw2=dw2[0].astype(">f8"),
         L=np.float64("nan"), yhat=np.arange(4, dtype="i4").reshape(1, 4), db1=db1[:, 0])
np.save(folder / "dL_dW1.npy", dW1)
