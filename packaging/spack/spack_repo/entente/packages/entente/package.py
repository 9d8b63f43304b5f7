# SPDX-License-Identifier: Apache-2.0
"""The recipe for Spack 1.0 or later. From a checkout of Entente:

    spack repo add packaging/spack/spack_repo/entente
    spack dev-build entente@0.1.0
"""

from spack_repo.builtin.build_systems.cmake import CMakePackage

from spack.package import *


class Entente(CMakePackage):
    """Parameter sweeps of models of alliances: millions of scenarios on all cores, vectorised, with
    results in HDF5, sensitivity analysis and scenario discovery."""

    # There is no archive to fetch yet: `spack dev-build` takes the checkout.
    manual_download = True

    license("Apache-2.0")

    version("0.1.0")

    variant("mpi", default=True, description="entente-mpi, for jobs of many ranks")
    variant("figures", default=True, description="What entente-plot needs to run")
    variant("tests", default=False, description="Build the tests and benchmarks")

    depends_on("c", type="build")
    depends_on("cxx", type="build")
    depends_on("cmake@3.25:", type="build")
    depends_on("pkgconfig", type="build")
    depends_on("gawk", type="build")
    depends_on("git", type="build")

    depends_on("boost@1.74:")
    depends_on("cli11@2.1:")
    depends_on("fmt@9:")
    depends_on("hdf5@1.10:+hl~mpi")
    depends_on("highway@1.0.3")  # the version with which the bits of the results are tested
    depends_on("hwloc@2.4:")
    depends_on("isa-l@2.30:")
    depends_on("libdeflate@1.10:")
    depends_on("random123")
    depends_on("tbb")
    depends_on("tomlplusplus@3.3:")
    depends_on("mpi", when="+mpi")

    with when("+figures"):
        depends_on("python@3.11:", type="run")
        depends_on("py-h5py", type="run")
        depends_on("py-matplotlib", type="run")
        depends_on("py-numpy", type="run")

    with when("+tests"):
        depends_on("googletest")
        depends_on("benchmark")

    # The kernels are built for the instruction sets of x86.
    requires("target=x86_64:")
    conflicts("%gcc@:11", msg="Entente is written in C++20")
    conflicts("^intel-tbb@:2020", msg="Entente needs oneTBB")

    generator("ninja")

    def cmake_args(self):
        return [
            self.define_from_variant("ENTENTE_MPI", "mpi"),
            self.define_from_variant("ENTENTE_DEVELOPER", "tests"),
            self.define("CMAKE_COMPILE_WARNING_AS_ERROR", False),
        ]

    @run_after("install")
    @on_package_attributes(run_tests=True)
    def check_install(self):
        """The installed program finds the numbers of the literature."""
        Executable(self.prefix.bin.entente)("validate")
