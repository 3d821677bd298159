"""What the tests of this folder share: a build tree, an installation of it in a temporary place, and compilers."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(os.environ["LIFECYCLED_SOURCE_DIR"])
BUILD = pathlib.Path(os.environ["LIFECYCLED_BINARY_DIR"])
HOST = BUILD / "bin" / "lifecycled-plugin-host"


class Failed(Exception):
    pass


def run(*command, status=0, **more):
    """Runs a command and returns what it says; anything but the awaited exit status fails the test with all of it."""
    done = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          **more)
    if done.returncode != status:
        raise Failed(f"{' '.join(map(str, command))}\nexited with {done.returncode}:\n{done.stdout}")
    return done.stdout


def check(is_so, text):
    if not is_so:
        raise Failed(text)


def install(component, prefix, **environment):
    run("cmake", "--install", BUILD, "--component", component, "--prefix", prefix, env={**os.environ, **environment})


def compilers():
    """(name, C, C++) of whoever may build a plugin: what this project is built with, and g++."""
    pairs = [(pathlib.Path(os.environ["CXX"]).name, os.environ["CC"], os.environ["CXX"])]
    if shutil.which("g++") and "g++" not in pairs[0][0]:
        pairs.append(("g++", "gcc", "g++"))
    return pairs


def build(folder, into, prefix, c, cxx):
    """Configures and builds a project that has nothing but an installed SDK."""
    launcher = shutil.which("ccache") or ""
    run("cmake", "-S", folder, "-B", into, "-G", "Ninja", f"-DCMAKE_PREFIX_PATH={prefix}", f"-DCMAKE_C_COMPILER={c}",
        f"-DCMAKE_CXX_COMPILER={cxx}", f"-DCMAKE_C_COMPILER_LAUNCHER={launcher}",
        f"-DCMAKE_CXX_COMPILER_LAUNCHER={launcher}", "-DCMAKE_COMPILE_WARNING_AS_ERROR=ON")
    return run("cmake", "--build", into)


def check_plugin(library):
    """It loads with all it needs, and exports one symbol."""
    check("\"id\"" in run(HOST, "--describe", library), f"{library} cannot be described")
    symbols = [line.split()[-1] for line in run("nm", "-D", "--defined-only", library).splitlines()]
    check(symbols == ["lifecycled_plugin"], f"{library} exports {symbols}")


def main(test):
    """Runs a test with a temporary folder that is removed whatever happens."""
    with tempfile.TemporaryDirectory(prefix="lifecycled-sdk.") as folder:
        try:
            test(pathlib.Path(folder))
        except Failed as failure:
            print(failure)
            sys.exit(1)
