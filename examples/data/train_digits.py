"""Trains the digits model and writes the weights and images that `examples/digits.rs` reads.

    pip install torch==2.5.1 numpy scikit-learn safetensors
    python examples/data/train_digits.py

The data is scikit-learn's `load_digits`: 1797 images of 8x8 pixels, integers 0..16. 500 of them are held
out for the test, the other 1297 train the model, and 128 of those also calibrate the int8 model. README.md
beside this file says where the data comes from and what the files hold.
"""

import time
from pathlib import Path

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from safetensors.torch import save_file
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

HERE = Path(__file__).resolve().parent
SEED = 0
EPOCHS = 30
BATCH = 64


class Block(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        return F.relu(self.bn2(self.conv2(y)) + x)


class Digits(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 32, 3, padding=1)
        self.bn1 = nn.BatchNorm2d(32)
        self.block = Block(32)
        self.conv2 = nn.Conv2d(32, 64, 3, padding=1)
        self.bn2 = nn.BatchNorm2d(64)
        self.fc = nn.Linear(64, 10)

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        x = F.max_pool2d(x, 2, 2)
        x = self.block(x)
        x = F.relu(self.bn2(self.conv2(x)))
        x = F.adaptive_avg_pool2d(x, 1)
        x = torch.flatten(x, 1)
        return self.fc(x)


def load_data():
    """(train images, train labels, test images, test labels, calibration images), images as u8 0..16."""
    digits = load_digits()
    images = digits.images.astype(np.uint8).reshape(-1, 1, 8, 8)
    labels = digits.target.astype(np.uint8)
    train, test = train_test_split(np.arange(len(labels)), test_size=500, stratify=labels, random_state=SEED)
    calibration, _ = train_test_split(train, train_size=128, stratify=labels[train], random_state=SEED)
    pick = lambda a, i: torch.from_numpy(a[i])
    return pick(images, train), pick(labels, train), pick(images, test), pick(labels, test), pick(images, calibration)


def scale(images):
    """The model's input: u8 0..16 as f32 0..1."""
    return images.float() / 16


def shifted(x):
    """Each image moved by at most one pixel along each axis, zeros coming in: the only augmentation."""
    padded = F.pad(x, (1, 1, 1, 1))
    dy, dx = torch.randint(0, 3, (2, len(x)))
    return torch.stack([padded[i, :, dy[i] : dy[i] + 8, dx[i] : dx[i] + 8] for i in range(len(x))])


def accuracy(model, images, labels):
    model.eval()
    with torch.no_grad():
        return (model(scale(images)).argmax(1) == labels).float().mean().item()


def main():
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    train_x, train_y, test_x, test_y, calibration_x = load_data()

    model = Digits()
    steps = EPOCHS * (len(train_x) // BATCH)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3, weight_decay=1e-2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=3e-3, total_steps=steps)
    start = time.perf_counter()
    for epoch in range(EPOCHS):
        model.train()
        order = torch.randperm(len(train_x))
        for i in range(len(train_x) // BATCH):
            batch = order[i * BATCH : (i + 1) * BATCH]
            loss = F.cross_entropy(model(shifted(scale(train_x[batch]))), train_y[batch].long())
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
        if epoch % 5 == 4:
            print(f"epoch {epoch + 1:3d}  loss {loss.item():.4f}  train {accuracy(model, train_x, train_y):.4f}")
    model.eval()
    print(f"trained in {time.perf_counter() - start:.0f} s, test accuracy {accuracy(model, test_x, test_y):.4f}")

    images = {"layout": "NCHW, u8 0..16; the model's input is x/16 as f32"}
    save_file(model.state_dict(), HERE / "digits.safetensors")
    save_file({"images": test_x, "labels": test_y}, HERE / "digits_test.safetensors", metadata=images)
    save_file({"images": calibration_x}, HERE / "digits_calibration.safetensors", metadata=images)


if __name__ == "__main__":
    main()
