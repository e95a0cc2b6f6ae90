namespace MhdNet.Figures;

/// <content>Shown both modalities, or CT alone, while they learn and when they are tested.</content>
public static partial class MethodSketches
{
    private static IEnumerable<Sketch> MultiModal =>
    [
        new("MSAN",
            [
                Ct(0, 0, "CT"), Ct(1, 0, "region-guided branch\nthe bright region beside\nthe image; attention"),
                Wsi(0, 2, "pathology"), Wsi(1, 2, "multi-scale branch\nattention; keeps where\na feature was"),
                Both(2, 1, "two layers\non both features"), Both(3, 1, Class),
                Taught(Ct(2, 0, "CT head\nfocal loss")), Taught(Wsi(2, 2, "pathology head\nfocal loss")),
            ],
            [
                "CT -> region-guided branch", "pathology -> multi-scale branch", "region-guided branch -> two layers",
                "multi-scale branch -> two layers", "two layers -> class", "region-guided branch -> CT head",
                "multi-scale branch -> pathology head",
            ]),
        new("TFA-Net",
            [
                Ct(0, 0, "CT"), Ct(1, 0, "CT stem"), Wsi(0, 2, "pathology"), Wsi(1, 2, "pathology stem"),
                Both(2, 1, "one encoder\nfor both modalities"),
                Both(3, 1, "reverse cross-attention\ndeep to shallow, each\nmodality asks the other"),
                Both(4, 1, Class), Taught(Ct(3, 0, "CT head")),
            ],
            [
                "CT -> CT stem", "pathology -> pathology stem", "CT stem -> one encoder", "pathology stem -> one encoder",
                "one encoder -> reverse cross-attention", "reverse cross-attention -> class", "one encoder -> CT head",
            ]),
        new("TransMed",
            [
                Ct(0, 0, "CT"), Ct(1, 0, "triplets of slices"), Wsi(0, 2, "pathology"), Wsi(1, 2, "single patches"),
                Both(2, 1, "2-D ResNet\none for both"), Both(3, 1, "tokens\nand a class token"), Both(4, 1, "Transformer"),
                Both(5, 1, Class),
            ],
            [
                "CT -> triplets of slices", "pathology -> single patches", "triplets of slices -> 2-D ResNet",
                "single patches -> 2-D ResNet",
                "2-D ResNet -> tokens", "tokens -> Transformer", "Transformer -> class",
            ]),
        new("DPMF-Net",
            [
                Ct(0, 0, "CT"), Ct(1, 0, "CT encoder"), Ct(2, 1, "attention of CT"), Both(3, 0, "CT features\nunder the other's attention"),
                Wsi(0, 3, "pathology"), Wsi(1, 3, "pathology encoder"), Wsi(2, 2, "attention of pathology"),
                Both(3, 3, "pathology features\nunder the other's attention"), Both(4, 1, Class),
            ],
            [
                "CT -> CT encoder", "CT encoder -> attention of CT", "CT encoder -> CT features",
                "attention of CT -> pathology features", "pathology -> pathology encoder",
                "pathology encoder -> attention of pathology", "pathology encoder -> pathology features",
                "attention of pathology -> CT features", "CT features ~> pathology features: contrast",
                "CT features -> class", "pathology features -> class",
            ]),
    ];

    private static IEnumerable<Sketch> CtAlone =>
    [
        new("SCM-Net",
            [
                Ct(0, 1, "CT"), Ct(1, 1, "light stage\ndepthwise convolutions"), Ct(2, 0, "local mask\npulses of a spiking model"),
                Ct(2, 2, "global mask\ncontext of distant voxels"), Ct(3, 1, "feature, reweighed\nafter each of four stages"),
                Ct(4, 1, Class),
            ],
            [
                "CT -> light stage", "light stage -> local mask", "light stage -> global mask", "light stage -> feature, reweighed",
                "local mask -> feature, reweighed", "global mask -> feature, reweighed", "feature, reweighed -> class",
            ]),
        new("PCCT",
            [
                Ct(0, 0, "CT"), Ct(1, 0, "ResNet"), Ct(3, 0, Class), Taught(Ct(1, 1, "embedding\non a sphere")),
                Taught(Ct(2, 1, "triplets\nof a balanced batch, first half")),
                Taught(Ct(2, 2, "centres of the classes\nfrom half the training on")),
            ],
            [
                "CT -> ResNet", "ResNet -> class", "ResNet -> embedding", "embedding -> triplets",
                "embedding -> centres of the classes",
            ]),
        new("CMMF-Net",
            [
                Ct(0, 0, "CT"), Ct(1, 1, "selector\nhalf the width"), Ct(2, 0, "CT under the mask"),
                Ct(2, 1, "distance\nto the mask's centre"),
                Ct(2, 2, "fused feature\nof four scales"), Ct(3, 1, "classifier"), Ct(4, 1, Class),
                Taught(Ct(1, 3, "activation map\nwhat to select")),
            ],
            [
                "CT -> CT under the mask", "CT -> selector", "selector -> CT under the mask: mask", "selector -> distance",
                "selector -> fused feature", "CT under the mask -> classifier", "distance -> classifier", "fused feature -> classifier",
                "classifier -> class", "classifier ~> activation map", "activation map ~> selector",
            ]),
    ];
}
