"""领导干部到场: which leader must go to the scene of a crash, by when, and whether they came.

The casualties of a crash flow in, who must go flows out (:mod:`daoan.act.on_scene.rule`); an order about such a crash
names the unit whose leader goes, and issued it brings forth a matter of its own with its clock
(:data:`daoan.act.on_scene.scene.ON_SCENE`).
"""
