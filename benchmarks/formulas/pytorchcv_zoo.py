"""Models of the pytorchcv package on the meta device: one of most of its families.

The package's own index of models needs torchvision as well; the files of the single families do not.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from benchmarks.formulas.subjects import Subject

# The name of each family's file, and of a model in it.
CLASSIFIERS = """
    alexnet.alexnet zfnet.zfnet vgg.vgg11 vgg.bn_vgg16 resnet.resnet18 resnet.resnet50 preresnet.preresnet18
    resnext.resnext26_32x4d seresnet.seresnet18 seresnext.seresnext50_32x4d senet.senet16 wrn.wrn50_2
    ibnresnet.ibn_resnet50 airnet.airnet50_1x64d_r2 resnesta.resnestabc14 resneta.resneta18
    resnetd.resnetd50b scnet.scnet50 sknet.sknet50 cbamresnet.cbam_resnet18 bamresnet.bam_resnet18
    regnet.regnetx002 regnet.regnety002 bagnet.bagnet9 drn.drnc26 dla.dla34 densenet.densenet121
    sparsenet.sparsenet121 peleenet.peleenet dpn.dpn68 darknet.darknet19 darknet53.darknet53
    hrnet.hrnet_w18_small_v1 vovnet.vovnet39 selecsls.selecsls42 hardnet.hardnet39ds
    squeezenet.squeezenet_v1_1 squeezenext.sqnxt23_w1 shufflenet.shufflenet_g3_w1
    shufflenetv2.shufflenetv2_wd2 menet.menet108_8x1_g3 mobilenet.mobilenet_wd4 mobilenetv2.mobilenetv2_wd4
    mobilenetv3.mobilenetv3_small_w1 igcv3.igcv3_wd4 mnasnet.mnasnet_b1 proxylessnas.proxylessnas_cpu
    fbnet.fbnet_cb ghostnet.ghostnet mixnet.mixnet_s efficientnet.efficientnet_b0
    efficientnetedge.efficientnet_edge_small_b condensenet.condensenet74_c4_g4 channelnet.channelnet
    diracnetv2.diracnet18v2 octresnet.octresnet10_ad2 dicenet.dicenet_wd5 fishnet.fishnet99
    espnetv2.espnetv2_wd2 resattnet.resattnet56 tresnet.tresnet_m revnet.revnet38 bninception.bninception
"""
LARGER = "inceptionv3.inceptionv3 inceptionv4.inceptionv4 inceptionresnetv2.inceptionresnetv2 xception.xception"
SMALLER = """
    nin_cifar.nin_cifar10 resnet_cifar.resnet20_cifar10 densenet_cifar.densenet40_k12_cifar10
    pyramidnet_cifar.pyramidnet110_a48_cifar10 wrn_cifar.wrn16_10_cifar10
    xdensenet_cifar.xdensenet40_2_k24_bc_cifar10
"""
DENSE = """
    unet.unet_cityscapes segnet.segnet_cityscapes linknet.linknet_cityscapes enet.enet_cityscapes
    erfnet.erfnet_cityscapes fcn8sd.fcn8sd_resnetd50b_voc pspnet.pspnet_resnetd50b_voc
    deeplabv3.deeplabv3_resnetd50b_voc fastscnn.fastscnn_cityscapes lednet.lednet_cityscapes
    dabnet.dabnet_cityscapes cgnet.cgnet_cityscapes edanet.edanet_cityscapes fpenet.fpenet_cityscapes
    contextnet.ctxnet_cityscapes
"""
FIXED = "bisenet.bisenet_resnet18_celebamaskhq centernet.centernet_resnet18_voc lffd.lffd20x5s320v2_widerface"


def _subject(place: str, side: int, **settings: Any) -> Subject:
    _, name = place.split(".")
    return Subject(name, _made(place, settings), {"x": (1, 3, side, side)}, data=False)


def _made(place: str, settings: dict[str, Any]) -> Callable[[], Any]:
    def make() -> Any:
        file, name = place.split(".")
        return getattr(import_module(f"pytorchcv.models.{file}"), name)(**settings)

    return make


SUBJECTS = [
    *(_subject(place, 224) for place in CLASSIFIERS.split()),
    *(_subject(place, 299) for place in LARGER.split()),
    *(_subject(place, 32) for place in SMALLER.split()),
    *(_subject(place, 256, in_size=(256, 256)) for place in FIXED.split()),
    *(_subject(place, 256, in_size=(256, 256), fixed_size=False) for place in DENSE.split()),
]
