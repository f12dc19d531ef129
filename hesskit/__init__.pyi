from hesskit import explore as explore
from hesskit.course.check import check as check
from hesskit.course.lessons.doctor import ready as ready
from hesskit.course.lessons.glossary import glossary as glossary
from hesskit.course.lessons.progress import progress as progress
from hesskit.maths.calculus.definiteness import definiteness as definiteness
from hesskit.maths.calculus.derivatives import compare_routes as compare_routes
from hesskit.maths.calculus.derivatives import gradient as gradient
from hesskit.maths.calculus.derivatives import hessian as hessian
from hesskit.maths.calculus.derivatives import hvp as hvp
from hesskit.maths.calculus.differences import mixed_partials as mixed_partials
from hesskit.maths.calculus.taylor_model import TaylorModel as TaylorModel
from hesskit.maths.critical.classify import CriticalPoint as CriticalPoint
from hesskit.maths.critical.classify import NotCritical as NotCritical
from hesskit.maths.critical.classify import classify as classify
from hesskit.maths.critical.finder import critical_points as critical_points
from hesskit.maths.descent.basins_of_attraction import basins as basins
from hesskit.maths.descent.descend import METHODS as METHODS
from hesskit.maths.descent.descend import descend as descend
from hesskit.maths.descent.result import Descent as Descent
from hesskit.maths.statistics.datasets import orings as orings
from hesskit.maths.statistics.datasets import penguins as penguins
from hesskit.maths.statistics.logistic_loss import LogisticLoss as LogisticLoss
from hesskit.maths.surfaces.gallery import gallery as gallery
from hesskit.maths.surfaces.lexer import FormulaError as FormulaError
from hesskit.maths.surfaces.surface import Surface as Surface

__version__: str
