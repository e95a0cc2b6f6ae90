"""Scikit-learn's figures of three made-up prediction files, for ReferenceTests.cs.

Run with Debian's python3-sklearn (1.2.1 when constants.json was written):

    /usr/bin/python3 tests/Unit/Evaluation/sklearn_reference.py

writes reference/*.csv (always the same) and reference/constants.json. The probabilities are
multiples of 1/20, so that scores tie often.
"""
import csv
import json
import pathlib

import numpy as np
import sklearn
from sklearn import metrics

HERE = pathlib.Path(__file__).parent / "reference"
# name: (types, outputs, labels that occur, patients, seed); "gaps" lacks two types, "validation" has sequences of `other`
CASES = {
    "thymic": (8, 9, list(range(8)), 24, 1),
    "gaps": (8, 9, [0, 1, 3, 4, 6, 7], 11, 2),
    "lung": (3, 3, [0, 1, 2], 14, 3),
    "validation": (8, 9, list(range(9)), 20, 4),
}


def make(path, outputs, labels, patients, seed):
    random = np.random.default_rng(seed)
    with open(path, "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(["seq_id", "patient_id", "label", *(f"p{k}" for k in range(outputs))])
        for patient in range(patients):
            label = labels[patient % len(labels)]
            for sequence in range(random.integers(1, 6)):
                weights = np.full(outputs, 0.6)
                weights[label] += 2.5
                weights[[max(label - 1, 0), -1]] += 0.7
                p = random.multinomial(20, random.dirichlet(weights)) / 20
                out.writerow([f"P{patient:02d}-{sequence}", f"P{patient:02d}", label, *(f"{v:g}" for v in p)])


def read(path):
    rows = list(csv.DictReader(open(path)))
    outputs = len(rows[0]) - 3
    p = np.array([[np.float32(row[f"p{k}"]) for k in range(outputs)] for row in rows]).astype(float)
    return np.array([int(row["label"]) for row in rows]), np.array([row["patient_id"] for row in rows]), p


def by_patient(truth, patients, p):
    names = list(dict.fromkeys(patients))
    mean = np.array([p[patients == name].mean(axis=0) for name in names]).astype(np.float32).astype(float)
    return np.array([truth[patients == name][0] for name in names]), mean


def figures(truth, p, types, among_types):
    outputs = p.shape[1]
    if among_types:
        total = p[:, :types].sum(axis=1, keepdims=True)
        scores = np.divide(p[:, :types], total, out=np.zeros_like(p[:, :types]), where=total > 0)
        scores = np.hstack([scores, p[:, types:]])
        predicted = p[:, :types].argmax(axis=1)
    else:
        scores, predicted = p, p.argmax(axis=1)
    labels = [k for k in range(outputs) if k in truth or (k in predicted and k < types)]
    each = metrics.precision_recall_fscore_support(truth, predicted, labels=list(range(outputs)), zero_division=0)
    macro = metrics.precision_recall_fscore_support(truth, predicted, labels=labels, average="macro", zero_division=0)
    auc = {str(k): metrics.roc_auc_score(truth == k, scores[:, k]) for k in range(types) if 0 < (truth == k).sum() < len(truth)}
    return {
        "count": len(truth),
        "accuracy": metrics.accuracy_score(truth, predicted),
        "precision": macro[0],
        "recall": macro[1],
        "f1": macro[2],
        "qwk": metrics.cohen_kappa_score(truth, predicted, labels=list(range(outputs)), weights="quadratic"),
        "matrix": metrics.confusion_matrix(truth, predicted, labels=list(range(outputs))).tolist(),
        "precision_by_class": each[0].tolist(),
        "recall_by_class": each[1].tolist(),
        "f1_by_class": each[2].tolist(),
        "auc_by_class": auc,
    }


def main():
    HERE.mkdir(exist_ok=True)
    found = {}
    for name, (types, outputs, labels, patients, seed) in CASES.items():
        make(HERE / f"{name}.csv", outputs, labels, patients, seed)
        truth, ids, p = read(HERE / f"{name}.csv")
        patient_truth, patient_p = by_patient(truth, ids, p)
        found[name] = {
            "types": types,
            "sequences": figures(truth, p, types, False),
            "sequences_among_types": figures(truth, p, types, True),
            "patients": figures(patient_truth, patient_p, types, False),
            "patients_among_types": figures(patient_truth, patient_p, types, True),
        }
    curve = metrics.roc_curve([0, 0, 1, 1, 0, 1, 1, 0], [0.1, 0.4, 0.35, 0.8, 0.4, 0.4, 0.9, 0.35], drop_intermediate=False)
    found["curve"] = {"fpr": curve[0].tolist(), "tpr": curve[1].tolist()}
    found["versions"] = {"scikit-learn": sklearn.__version__, "numpy": np.__version__}
    (HERE / "constants.json").write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
