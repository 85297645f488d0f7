# Cells that a kernel must answer exactly as the stock one does; read by tests/test_kernels.py.
# %% plain stdout
print("one")
print("two", end="")
print(" three")
# %% stderr
import sys

print("to stderr", file=sys.stderr)
# %% interleaved streams
for i in range(5):
    print("out", i)
    print("err", i, file=sys.stderr)
# %% flushed by hand
for i in range(3):
    sys.stdout.write(f"{i} ")
    sys.stdout.flush()
print()
# %% a value
[1, 2, {"a": (3, 4)}]
# %% text that is not ASCII
"顾客 says “好” \N{SNOWMAN}"
# %% no output
x = 1
# %% several values displayed
from IPython.display import HTML, JSON, SVG, Image, Latex, Markdown, display

display(1)
display("two")
3
# %% html, markdown and latex
display(HTML("<b>bold</b>"), Markdown("*em*"), Latex("$x^2$"))
# %% json
display(JSON({"a": [1, 2, {"b": None}]}))
# %% a picture in svg
display(SVG("<svg xmlns='http://www.w3.org/2000/svg' width='3' height='4'><rect width='1' height='1'/></svg>"))
# %% a picture in png
import base64

pixel = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
Image(pixel)
# %% display with an id, updated later
handle = display("first", display_id="the-id")
# %% the update
handle.update("second")
# %% an id that is chosen by the kernel
chosen = display("anything", display_id=True)
chosen.update("anything else")
# %% clear_output
from IPython.display import clear_output

print("gone")
clear_output()
print("kept")
# %% clear_output that waits
print("shown until the next")
clear_output(wait=True)
print("the next")
# %% own representations
class Both:
    def __repr__(self):
        return "plain"

    def _repr_html_(self):
        return "<i>rich</i>"

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"application/x-own+json": {"k": 1}, "text/plain": "from the bundle"}


Both()
# %% a representation that fails
class Broken:
    def _repr_html_(self):
        raise RuntimeError("no html")


Broken()
# %% chart inline
import matplotlib.pyplot as plt

plt.plot([1, 3, 2])
# %% chart closed before the cell ends
figure, axes = plt.subplots()
axes.bar(["a", "b"], [1, 2])
plt.close(figure)
# %% two charts and text between
figure, axes = plt.subplots()
axes.plot([1, 2])
plt.show()
print("between")
figure, axes = plt.subplots()
axes.plot([2, 1])
plt.show()
# %% retina charts
%config InlineBackend.figure_formats = {"retina"}
plt.plot([1, 2])
plt.show()
# %% charts in svg
%config InlineBackend.figure_formats = {"svg"}
plt.rcParams["svg.hashsalt"] = "same"
figure, axes = plt.subplots()
axes.plot([1, 2])
plt.show()
# %% the backend by its name
import matplotlib

matplotlib.get_backend()
# %% a chart of another backend, saved
import io

picture = io.BytesIO()
figure, axes = plt.subplots()
axes.plot([1, 2, 3])
figure.savefig(picture, format="png")
plt.close(figure)
len(picture.getvalue()) > 1000
# %% arrays
import numpy as np

np.arange(12).reshape(3, 4) / 7
# %% linear algebra
matrix = np.sin(np.arange(2500.0).reshape(50, 50))
float(np.linalg.norm(matrix @ matrix.T)), np.linalg.svd(matrix[:5, :5])[1]
# %% seeded random numbers
import random

random.seed(3)
np.random.seed(4)
random.random(), np.random.rand(2), np.random.default_rng(5).normal(size=2)
# %% a table as data frames show theirs
class Frame:
    def _repr_html_(self):
        return "<table border=1><tr><th>a</th></tr><tr><td>1</td></tr></table>"

    def __repr__(self):
        return "   a\n0  1"


Frame()
# %% top-level await
import asyncio

await asyncio.sleep(0.01)
print(await asyncio.gather(asyncio.sleep(0.01, "a"), asyncio.sleep(0.02, "b")))
# %% a task that goes on
async def later():
    await asyncio.sleep(0.05)
    return 7


task = asyncio.ensure_future(later())
await task
# %% a line magic
%time_of_nothing_known
# %% a magic that exists
%who_ls int
# %% a cell magic
%%capture captured
print("hidden")
# %% what it captured
captured.stdout
# %% html by a cell magic
%%html
<p>by magic</p>
# %% the shell
!echo from the shell; echo and its errors >&2
# %% the shell's lines as a value
lines = !printf 'a\nb\n'
lines
# %% a script in another language
%%bash
echo "bash says $((1 + 2))"
# %% output of a subprocess
import subprocess
import time

subprocess.run(["echo", "straight to the descriptor"], check=True)
time.sleep(0.5)  # a thread reads the descriptor
# %% written to the descriptor itself
import os

os.write(1, b"by os.write\n")
time.sleep(0.5)
# %% threads that print
import threading

threads = [threading.Thread(target=print, args=(f"thread {i}",)) for i in range(3)]
for each in threads:
    each.start()
    each.join()
# %% a process of multiprocessing
import multiprocessing

context = multiprocessing.get_context("fork")
queue = context.Queue()
child = context.Process(target=queue.put, args=("from the child",))
child.start()
value = queue.get()
child.join()
value
# %% warnings
import warnings

warnings.warn("look out", stacklevel=1)
# %% a warning of Python's own
"" is ""
# %% logging
import logging

logging.getLogger("torture").warning("logged")
# %% an error
def inner(a):
    return 1 / a


inner(0)
# %% an error that has a cause
try:
    {}["missing"]
except KeyError as error:
    raise ValueError("caused") from error
# %% a syntax error
def (:
# %% an indentation error
if True:
print("no")
# %% an error with its own way of showing
class Shown(Exception):
    def _render_traceback_(self):
        return ["only this line"]


raise Shown("never seen")
# %% a keyboard interrupt
raise KeyboardInterrupt
# %% deep recursion
def deeper(n):
    return deeper(n + 1)


try:
    deeper(0)
except RecursionError as error:
    print(type(error).__name__)
# %% input is refused
input("name? ")
# %% a password is refused
import getpass

getpass.getpass()
# %% reading standard input
sys.stdin.read() if sys.stdin else None
# %% comms
from comm import create_comm

comm = create_comm(target_name="torture", data={"a": 1})
comm.send({"b": 2})
comm.close()
# %% help
len?
# %% the last results
_, __
# %% history of cells
In[1][:5], len(Out) > 0
# %% where it runs
os.path.basename(os.getcwd()), sys.argv[0].endswith("ipykernel_launcher.py"), __name__
# %% the search path
sys.path
# %% the environment
sorted(name for name in os.environ if not name.startswith(("JPY_", "PYDEVD_")))
# %% signals and limits
import resource
import signal

signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGCHLD), resource.getrlimit(resource.RLIMIT_AS)
# %% threads that are there
sorted({each.name.partition("-")[0] for each in threading.enumerate()})
# %% what is open
sorted(os.listdir("/proc/self/fd"), key=int)[:3]
# %% hashes of texts
hash("casebook"), list({"a", "b", "c", "d"})
# %% much output
print("line\n" * 20_000)
# %% a long value
"x" * 200_000
# %% garbage is collected
import gc

gc.isenabled(), gc.get_threshold()
# %% a library imported for the first time
import colorsys
import wave

colorsys.rgb_to_hsv(0.1, 0.2, 0.3), wave.__name__
# %% modules reloaded
import importlib

importlib.reload(colorsys).__name__
# %% at the end of the process
import atexit

atexit.register(print, "never seen")
# %% the user's own namespace
del x
"x" in globals(), sorted(name for name in globals() if name.startswith("Bo"))
