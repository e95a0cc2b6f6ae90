"""Teacher and student of MhdNet in plain PyTorch, from the weights that `mhdnet export` writes: what `mhdnet bench peers` measures against.

Reads commands from standard input, one a line, and answers each with one line of JSON:
  logits            the student's and the teacher's fusion logits in evaluation mode
  teacher | student | inference
                    one training step or one typed batch: wall seconds, processor seconds, loss
Needs torch and numpy alone (Debian: python3-torch); safetensors are read by hand.
"""
import ctypes
import json
import os
import sys
import time

os.environ.setdefault("GOMP_SPINCOUNT", "0")
libc = ctypes.CDLL("libc.so.6")
for parameter, value in ((-4, 0), (-1, -1), (-2, 64 << 20), (-8, 1)):  # glibc keeps its memory, as in MhdNet
    libc.mallopt(parameter, value)

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

TYPES = {"F32": np.float32, "F64": np.float64, "I64": np.int64, "BOOL": np.bool_}


def load(path):
    with open(path, "rb") as file:
        head = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        data = file.read()
    metadata = head.pop("__metadata__", {})
    return metadata, {
        name: torch.from_numpy(np.frombuffer(data[slice(*entry["data_offsets"])], TYPES[entry["dtype"]]).reshape(entry["shape"]).copy())
        for name, entry in head.items()
    }


class Block(nn.Module):
    def __init__(self, inputs, planes, stride):
        super().__init__()
        self.conv1 = nn.Conv3d(inputs, planes, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm3d(planes)
        self.conv2 = nn.Conv3d(planes, planes, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm3d(planes)
        self.downsample = None if stride == 1 and inputs == planes else nn.Sequential(
            nn.Conv3d(inputs, planes, 1, stride, bias=False), nn.BatchNorm3d(planes))

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        return F.relu(self.bn2(self.conv2(y)) + (x if self.downsample is None else self.downsample(x)))


def stage(depth, index, width):
    blocks = {10: (1, 1, 1, 1), 18: (2, 2, 2, 2), 34: (3, 4, 6, 3)}[depth][index]
    first = Block(width << max(index - 1, 0), width << index, 2 if index else 1)
    return nn.Sequential(first, *(Block(width << index, width << index, 1) for _ in range(blocks - 1)))


def half(size):
    return (size + 1) // 2


def shapes(options):
    """(channels, frames, side) of the four stages."""
    frames, side, found = half(options["frames"]), half(half(options["size"])), []
    for s in range(4):
        found.append((options["width"] << s, frames, side))
        frames, side = half(frames), half(side)
    return found


def head(options):
    channels, frames, _ = shapes(options)[3]
    return nn.Linear(channels * frames, options["classCount"])


def classify(fc, x):
    return fc(x.mean((3, 4)).flatten(1))


class ResNet(nn.Module):
    def __init__(self, depth, inputs, options):
        super().__init__()
        width = options["width"]
        self.conv1 = nn.Conv3d(inputs, width, 7, (1, 2, 2), 3, bias=False)
        self.bn1 = nn.BatchNorm3d(width)
        for s in range(4):
            setattr(self, f"layer{s + 1}", stage(depth, s, width))
        self.fc = head(options)

    def stem(self, x):
        return F.max_pool3d(F.relu(self.bn1(self.conv1(x))), 3, 2, 1)

    def forward(self, x):
        x, stages = self.stem(x), []
        for s in range(4):
            x = getattr(self, f"layer{s + 1}")(x)
            stages.append(x)
        return stages, classify(self.fc, x)


class Shfm(nn.Module):
    def __init__(self, shape, options):
        super().__init__()
        self.c, self.t, _ = shape
        self.kappa = options["kernel"]
        cells, reduced = self.kappa ** 2, self.c // options["reduction"]
        n = self.c + self.t * reduced
        self.radiology = nn.Conv3d(self.c, self.c, 1)
        self.pathology = nn.Conv3d(self.c, self.c, 1)
        self.attention = nn.Conv3d(cells * self.t, self.t + 1, 5, 1, 2, bias=False)
        self.kernels = nn.Conv3d(cells * self.t, cells, 1)
        self.reduction = nn.Conv3d(self.c, reduced, 3, 1, 1, bias=False)
        self.projection = nn.Conv3d(n, n, 1)
        self.bn1, self.bn2 = nn.BatchNorm3d(n), nn.BatchNorm3d(n)
        self.output = nn.Conv3d(n, self.c, 1)

    def forward(self, ct, wsi):
        b, c, t, h, w = ct.shape
        cells = self.pathology(F.adaptive_avg_pool3d(wsi, (t, self.kappa, self.kappa))).flatten(2)
        correlation = torch.einsum("bcv,bck->bkv", self.radiology(ct).flatten(2), cells / c ** 0.5).view(b, -1, t, h, w)
        gates = self.attention(correlation).sigmoid() + 1
        kernels = self.kernels(correlation)
        merged = self.reduction(wsi).transpose(1, 2)  # (b, WSI frames, c / r, h, w)
        weighed = merged.unsqueeze(3) * gates[:, 1:].unsqueeze(2)  # (b, WSI frames, c / r, t, h, w)
        fused = torch.cat([ct * gates[:, :1], weighed.flatten(1, 2)], 1)
        x = F.relu(self.bn1(self.projection(fused)))
        return self.output(self.bn2(self.involve(x, kernels)) + fused)

    def involve(self, x, kernels):
        b, n, t, h, w = x.shape
        around = F.unfold(x.transpose(1, 2).flatten(0, 1), self.kappa, padding=self.kappa // 2).view(b * t, n, -1, h * w)
        y = (around * kernels.transpose(1, 2).reshape(b * t, 1, -1, h * w)).sum(2)
        return y.view(b, t, n, h, w).transpose(1, 2)


class Fusion(nn.Module):
    def __init__(self, options):
        super().__init__()
        for s in range(3):
            setattr(self, f"shfm{s + 1}", Shfm(shapes(options)[s], options["shfm"]))
            setattr(self, f"layer{s + 2}", stage(options["fusionDepth"], s + 1, options["width"]))
        self.fc = head(options)

    def forward(self, radiology, pathology):
        fused, x = [], 0
        for s in range(3):
            fused.append(getattr(self, f"shfm{s + 1}")(radiology[s], pathology[s]))
            x = getattr(self, f"layer{s + 2}")(fused[s] + x)
        return fused, classify(self.fc, x)


class Teacher(nn.Module):
    def __init__(self, options):
        super().__init__()
        self.radiology = ResNet(options["teacherDepth"], 1, options)
        self.pathology = ResNet(options["teacherDepth"], 3, options)
        self.fusion = Fusion(options)

    def forward(self, ct, wsi):
        (r, of_r), (p, of_p) = self.radiology(ct), self.pathology(wsi)
        fused, of_f = self.fusion(r, p)
        return of_r, of_p, of_f, p[:3], fused


class Memory(nn.Module):
    """Items of three stages, as parameters; Eqs. 5 to 9."""

    def __init__(self, tensors, decay, temperature):
        super().__init__()
        self.items = nn.ParameterList([nn.Parameter(tensors[f"memory.stages.{s}.items"].clone()) for s in range(3)])
        self.decay, self.temperature = decay, temperature

    @staticmethod
    def queries(feature):
        return feature.permute(0, 3, 4, 2, 1).flatten(1, 2).flatten(2)  # (b, pixels, D)

    @torch.no_grad()
    def update(self, features, labels):
        for items, feature in zip(self.items, features):
            queries = self.queries(feature)
            for k in labels.unique():
                own, bank = queries[labels == k].flatten(0, 1), items[k]
                match = (own @ F.normalize(bank, dim=-1).t()).argmax(1)
                count = torch.bincount(match, minlength=bank.shape[0]).unsqueeze(1)
                mean = torch.zeros_like(bank).index_add_(0, match, own) / count.clamp(min=1)
                bank.copy_(torch.where(count > 0, self.decay * bank + (1 - self.decay) * mean, bank))

    def boost(self, features):
        ratios, distances = [], []
        for s, feature in enumerate(features):
            q, errors = self.queries(feature), []
            for other, items in enumerate(self.items):
                flat = items.flatten(0, 1)
                attention = torch.softmax(F.normalize(q, dim=-1) @ F.normalize(flat, dim=-1).t() / self.temperature, -1)
                read = attention @ flat
                errors.append((read - q).square().flatten(1).mean(1))
                if other == s:
                    distances.append(1 - F.cosine_similarity(q.flatten(1), read.flatten(1)).detach())
            ratios.append(errors[s] / (sum(e for o, e in enumerate(errors) if o != s) + 1e-6))
        return (torch.softmax(torch.stack(distances, 1), 1) * torch.stack(ratios, 1)).sum(1).mean()


class Student(nn.Module):
    def __init__(self, options, tensors):
        super().__init__()
        self.shapes, self.types = shapes(options), options["typeCount"]
        self.backbone = ResNet(options["studentDepth"], 1, options)
        self.prior = ResNet(options["teacherDepth"], 1, options).requires_grad_(False)
        for s in range(3):
            c = self.shapes[s][0]
            setattr(self, f"shfm{s + 1}", Shfm(self.shapes[s], options["shfm"]))
            setattr(self, f"con{s + 1}", nn.Conv3d(c, c, 1))
            self.register_buffer(f"bank{s + 1}", tensors[f"memory.bank{s + 1}"], persistent=False)

    def train(self, mode=True):
        super().train(mode)
        self.prior.eval()
        return self

    def read(self, s, confidence):
        (c, t, side), bank = self.shapes[s], getattr(self, f"bank{s + 1}")
        rows = round(bank.shape[1] ** 0.5)
        items = (confidence @ bank.flatten(1)).view(-1, rows, rows, t, c).permute(0, 4, 3, 1, 2)
        return F.interpolate(items, (t, side, side), mode="nearest")

    def forward(self, ct):
        with torch.no_grad():
            confidence = torch.softmax(self.prior(ct)[1], 1)[:, :self.types]
            memories = [self.read(s, confidence) for s in range(3)]
        x, aligned = self.backbone.stem(ct), []
        for s in range(4):
            x = getattr(self.backbone, f"layer{s + 1}")(x)
            if s < 3:
                fused = getattr(self, f"shfm{s + 1}")(x, memories[s])
                if self.training:
                    aligned.append(getattr(self, f"con{s + 1}")(fused))
                x = x + fused
        return classify(self.backbone.fc, x), aligned


def fill(module, tensors, prefix=""):
    own = {name[len(prefix):]: value for name, value in tensors.items() if name.startswith(prefix)}
    missing = [name for name in module.load_state_dict(own, strict=False).missing_keys if not name.endswith("num_batches_tracked")]
    if missing:
        sys.exit(f"pytorch.py: the weights lack {missing[0]}")


def main(folder, threads, part):
    torch.set_num_threads(threads)
    metadata, of_teacher = load(os.path.join(folder, "teacher.safetensors"))
    _, of_student = load(os.path.join(folder, "student.safetensors"))
    _, inputs = load(os.path.join(folder, "inputs.safetensors"))
    document = json.loads(metadata["mhdnet"])
    phase = document["phase"]
    options, settings = phase["network"], phase["memory"]
    teacher, student = Teacher(options), Student(options, of_student)
    memory = Memory(of_teacher, settings["decay"], settings["temperature"])
    fill(teacher, of_teacher, "network.")
    fill(student, of_student)
    ct, wsi, labels = inputs["ct"], inputs["wsi"], inputs["labels"]
    of = {
        "teacher": torch.optim.Adam([*teacher.parameters(), *memory.parameters()], 1e-3),
        "student": torch.optim.Adam([p for p in student.parameters() if p.requires_grad], 1e-3),
    }

    def teacher_loss(x, y, z):
        r, p, f, stages, _ = teacher(x, y)
        memory.update(stages, z)
        return F.cross_entropy(r, z) + F.cross_entropy(p, z) + F.cross_entropy(f, z) + 0.3 * memory.boost(stages)

    def student_loss(x, y, z):
        logits, aligned = student(x)
        with torch.no_grad():
            _, _, f, _, fused = teacher(x, y)
        mse = sum(F.mse_loss(a, b) for a, b in zip(aligned, fused))
        kl = F.kl_div(F.log_softmax(logits, 1), F.log_softmax(f, 1), log_target=True, reduction="batchmean")
        return F.cross_entropy(logits, z) + 0.1 * mse + 0.5 * kl

    def step(name):
        teacher.train(name == "teacher")
        student.train()
        of[name].zero_grad(set_to_none=True)
        total = 0.0
        for rows in torch.arange(len(labels)).split(part):
            loss = (teacher_loss if name == "teacher" else student_loss)(ct[rows], wsi[rows], labels[rows]) * (len(rows) / len(labels))
            loss.backward()
            total += loss.item()
        of[name].step()
        return total

    @torch.no_grad()
    def infer():
        student.eval()
        return student(ct[:1])[0].sum().item()

    @torch.no_grad()
    def logits():
        teacher.eval()
        student.eval()
        return {"student": student(ct[:part])[0].flatten().tolist(), "teacher": teacher(ct[:part], wsi[:part])[2].flatten().tolist()}

    version = f"torch {torch.__version__} under Python, the same allocator"
    print(json.dumps({"version": version, "threads": torch.get_num_threads()}), flush=True)
    for line in sys.stdin:
        name = line.strip()
        if name == "logits":
            print(json.dumps(logits()), flush=True)
            continue
        wall, processor = time.perf_counter(), time.process_time()
        value = infer() if name == "inference" else step(name)
        answer = {"wall": time.perf_counter() - wall, "processor": time.process_time() - processor, "value": value}
        libc.malloc_trim(0)  # what nothing uses is left to the others
        print(json.dumps(answer), flush=True)


main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
