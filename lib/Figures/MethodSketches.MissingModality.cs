namespace MhdNet.Figures;

/// <content>Taught with pathology, tested on CT alone.</content>
public static partial class MethodSketches
{
    private static IEnumerable<Sketch> MissingModality =>
    [
        new("AW3M",
            [
                Ct(0, 0, "CT"), Ct(1, 0, "CT stream"), Ct(3, 0, "CT head"), Both(4, 0, "mean\nof both answers"), Both(5, 0, Class),
                Ct(2, 1, "recovery\nwhat pathology\nwould have said"), Both(3, 1, "fusion head"),
                Taught(Both(4, 2, "controller\nlearns the weights\nof three losses")),
                Taught(Wsi(0, 2, "pathology")), Taught(Wsi(1, 2, "pathology stream")), Taught(Wsi(3, 2, "pathology head")),
            ],
            [
                "CT -> CT stream", "CT stream -> CT head", "CT head -> mean", "mean -> class", "CT stream -> recovery",
                "recovery -> fusion head", "fusion head -> mean", "pathology -> pathology stream",
                "pathology stream -> pathology head", "pathology stream ~> recovery", "CT stream ~> pathology stream: agree",
                "controller ~> mean: weights",
            ]),
        new("ModDrop++",
            [
                Ct(0, 0, "CT"), Ct(1, 0, "first convolution\nscaled by the code"), Ct(2, 0, "ResNet"), Ct(3, 0, Class),
                Ct(0, 1, "code\nwhat is there"), Taught(Wsi(0, 2, "pathology")),
                Taught(Both(2, 1, "second pass\nmodalities dropped; its first\nmaps drawn to the whole's")),
            ],
            [
                "CT -> first convolution", "code -> first convolution", "pathology -> first convolution", "first convolution -> ResNet",
                "ResNet -> class", "first convolution ~> second pass", "second pass ~> class",
            ]),
        new("mmFormer",
            [
                Ct(0, 0, "CT"), Ct(1, 0, "CT stream\nResNet, Transformer"), Ct(2, 0, "tokens\nwhat is missing is zero"),
                Ct(3, 0, "Transformer\nof all modalities"), Ct(4, 0, Class),
                Taught(Wsi(0, 1, "pathology")), Taught(Wsi(1, 1, "pathology stream\nResNet, Transformer")),
                Taught(Both(2, 1, "helping classifiers\none for both streams,\nthree of their scales")),
            ],
            [
                "CT -> CT stream", "CT stream -> tokens", "tokens -> Transformer", "Transformer -> class", "pathology -> pathology stream",
                "pathology stream ~> tokens: at random", "pathology stream ~> helping classifiers",
                "CT stream ~> helping classifiers",
            ]),
        new("SCKD",
            [
                Ct(0, 0, "CT"), Ct(2, 0, "student\nResNet"), Ct(3, 0, Class),
                Taught(Wsi(0, 1, "pathology")), Taught(Both(1, 1, "teacher, frozen\nstages side by side")),
                Taught(Both(2, 1, "gates\nopen where the gradients agree\nwith those of the labels")),
            ],
            [
                "CT -> student", "student -> class", "CT ~> teacher, frozen", "pathology -> teacher, frozen",
                "teacher, frozen ~> gates: logits, stages", "gates ~> student",
            ]),
        new("DAGD-Net",
            [
                Ct(0, 0, "CT"), Ct(2, 0, "student\nResNet"), Ct(4, 0, Class),
                Taught(Ct(2, 1, "estimates\nof each stage")), Taught(Wsi(0, 2, "pathology")), Taught(Both(1, 2, "two ResNets")),
                Taught(Both(2, 2, "gated grouping\nshared | specific parts")), Taught(Both(3, 2, "fusion branch")),
            ],
            [
                "CT -> student", "student -> class", "CT ~> two ResNets", "pathology -> two ResNets", "two ResNets -> gated grouping",
                "gated grouping -> fusion branch", "student ~> estimates", "gated grouping ~> estimates: parts, ever more",
                "fusion branch ~> estimates: features, ever less", "fusion branch ~> class: logits",
            ]),
        new("DGMKD-Net",
            [
                Ct(0, 0, "CT"), Ct(2, 0, "student\nResNet"), Ct(3, 0, Class),
                Taught(Ct(1, 1, "mean teacher\nthe student's moving average")), Taught(Wsi(0, 2, "pathology")),
                Taught(Both(1, 2, "teacher, frozen\nstages side by side")),
                Taught(Both(2, 1, "four losses\neach counts as much as\nits gradient agrees with the others")),
                Taught(Both(2, 2, "memory banks\nsamples on which teacher\nand student differ")),
            ],
            [
                "CT -> student", "student -> class", "CT ~> mean teacher", "CT ~> teacher, frozen", "pathology -> teacher, frozen",
                "mean teacher ~> four losses: logits", "teacher, frozen ~> memory banks", "mean teacher ~> memory banks",
                "teacher, frozen ~> four losses: logits",
                "memory banks ~> four losses", "four losses ~> student",
            ]),
    ];
}
