from hesskit.course.exercises.exercise import Belief as Belief
from hesskit.course.exercises.exercise import Exercise as Exercise
from hesskit.course.exercises.exercise import exercise as exercise
from hesskit.course.exercises.exercise import exercises_of as exercises_of
from hesskit.course.exercises.exercise import lesson_title as lesson_title
from hesskit.course.exercises.exercise import lessons as lessons
from hesskit.course.exercises.judge import Verdict as Verdict
from hesskit.course.exercises.judge import judge as judge
