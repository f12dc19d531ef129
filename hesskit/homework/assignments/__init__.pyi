from hesskit.homework.assignments.catalogue import HomeworkError as HomeworkError
from hesskit.homework.assignments.catalogue import all_assignments as all_assignments
from hesskit.homework.assignments.catalogue import assignments as assignments
from hesskit.homework.assignments.catalogue import find_assignment as find_assignment
from hesskit.homework.assignments.parts import Autograded as Autograded
from hesskit.homework.assignments.parts import Explained as Explained
from hesskit.homework.assignments.parts import Part as Part
from hesskit.homework.assignments.parts import Wrong as Wrong
