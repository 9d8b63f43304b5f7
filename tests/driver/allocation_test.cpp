// SPDX-License-Identifier: Apache-2.0
//
// Machines of other makes, laid out in a folder, and jobs whose environment is a map.
#include "driver/allocation.hpp"

#include <fstream>
#include <map>
#include <string>

#include <gtest/gtest.h>

#include "tests/results/scratch_folder.hpp"

namespace entente::driver {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t mebi = 1 << 20;

class Allocation : public tests::ScratchFolder {
  protected:
    /// Writes `text` to a file of the machine: below "sys/fs/cgroup" unless it begins with "proc".
    void lay_out(const std::string& name, const std::string& text) const {
        const fs::path path =
            file("machine") / (name.starts_with("proc") ? "" : "sys/fs/cgroup") / name;
        fs::create_directories(path.parent_path());
        std::ofstream(path) << text << "\n";
    }

    Surroundings machine() const {
        return {.variable = [this](const char* name) -> std::optional<std::string> {
                    const auto found = variables.find(name);
                    if (found == variables.end()) return std::nullopt;
                    return found->second;
                },
                .root = file("machine")};
    }

    std::size_t cpus() const {
        const auto grant = granted_cpus(machine());
        return grant ? grant->cpus : 0;
    }
    std::string source() const {
        const auto grant = granted_cpus(machine());
        return grant ? grant->source : "";
    }
    std::uint64_t memory() const { return granted_memory(machine()).value_or(0); }

    std::map<std::string, std::string, std::less<>> variables;
};

TEST_F(Allocation, IsNothingOnAMachineWithoutLimits) {
    EXPECT_FALSE(granted_cpus(machine()));
    EXPECT_FALSE(granted_memory(machine()));
    EXPECT_EQ(batch_job(machine()), "");
}

TEST_F(Allocation, IsTheLeastOfNestedGroupsOfVersion2) {
    lay_out("proc/self/cgroup", "0::/system.slice/slurmstepd.scope/job_7/step_batch/user/task_0");
    const std::string job = "system.slice/slurmstepd.scope/job_7/";
    lay_out(job + "step_batch/user/task_0/cpu.max", "max 100000");
    lay_out(job + "step_batch/user/task_0/memory.max", "max");
    EXPECT_FALSE(granted_cpus(machine()));
    EXPECT_FALSE(granted_memory(machine()));
    lay_out(job + "step_batch/memory.max", "8000000");
    lay_out(job + "cpu.max", "350000 100000");
    lay_out("system.slice/cpu.max", "1600000 100000");
    lay_out("system.slice/memory.max", "3000000");
    EXPECT_EQ(cpus(), 4);  // 3.5
    EXPECT_EQ(source(), "a control group's quota");
    EXPECT_EQ(memory(), 3000000);
}

TEST_F(Allocation, IsThatOfVersion1UnderAnyOfItsMounts) {
    lay_out("proc/self/cgroup",
            "11:memory:/slurm/uid_5/job_7/step_0/task_0\n"
            "4:cpu,cpuacct:/slurm/uid_5/job_7\n"
            "1:name=systemd:/\n"
            "0::/");
    lay_out("memory/memory.limit_in_bytes", "9223372036854771712");
    lay_out("memory/slurm/uid_5/job_7/memory.limit_in_bytes", "2000000");
    lay_out("memory/slurm/uid_5/job_7/step_0/memory.limit_in_bytes", "2500000");
    EXPECT_EQ(memory(), 2000000);

    lay_out("cpu/slurm/uid_5/job_7/cpu.cfs_period_us", "50000");
    lay_out("cpu/slurm/uid_5/job_7/cpu.cfs_quota_us", "-1");
    EXPECT_FALSE(granted_cpus(machine()));
    lay_out("cpu/slurm/uid_5/job_7/cpu.cfs_quota_us", "150000");
    EXPECT_EQ(cpus(), 3);
    lay_out("cpu,cpuacct/slurm/cpu.cfs_period_us", "100000");
    lay_out("cpu,cpuacct/slurm/cpu.cfs_quota_us", "200000");
    EXPECT_EQ(cpus(), 2);
}

TEST_F(Allocation, IsThatOfTheMountWhereThePathIsThatOfAContainersHost) {
    for (const char* line : {"4:memory:/docker/1f3a\n3:cpu:/docker/1f3a", "0::/../../outside"}) {
        fs::remove_all(file("machine"));
        lay_out("proc/self/cgroup", line);
        lay_out("memory.max", "5000000");
        lay_out("memory/memory.limit_in_bytes", "5000000");
        lay_out("cpu.max", "20000 100000");
        lay_out("../outside/cpu.max", "1 1");  // not of this process
        EXPECT_EQ(memory(), 5000000) << line;
        EXPECT_EQ(cpus(), 1) << line;
    }
}

TEST_F(Allocation, IgnoresWhatItDoesNotUnderstandOfTheSystem) {
    lay_out("proc/self/cgroup", "nonsense\n1:half\n::\n0:");
    lay_out("cpu.max", "many of them");
    lay_out("memory.max", "-");
    EXPECT_FALSE(granted_cpus(machine()));
    EXPECT_FALSE(granted_memory(machine()));
}

TEST_F(Allocation, IsWhatAJobAskedForPerTask) {
    variables = {{"SLURM_JOB_ID", "7"}, {"SLURM_CPUS_PER_TASK", "3"}, {"SLURM_CPUS_ON_NODE", "12"}};
    EXPECT_EQ(cpus(), 3);
    EXPECT_EQ(source(), "SLURM_CPUS_PER_TASK");
    variables["SLURM_CPUS_ON_NODE"] = "2";  // a step that got fewer than the job
    EXPECT_EQ(cpus(), 2);
    EXPECT_EQ(source(), "SLURM_CPUS_ON_NODE");
    variables.erase("SLURM_JOB_ID");  // left over: not in a job
    EXPECT_FALSE(granted_cpus(machine()));
}

TEST_F(Allocation, IsSharedByTheTasksOfANode) {
    variables = {{"SLURM_JOB_ID", "7"}, {"SLURM_CPUS_ON_NODE", "12"}};
    EXPECT_EQ(cpus(), 12);
    variables["SLURM_STEP_TASKS_PER_NODE"] = "4(x2),3,1(x10)";
    const std::map<std::string, std::size_t> expected{{"0", 3},   {"1", 3},   {"2", 4}, {"3", 12},
                                                      {"12", 12}, {"13", 12}, {"x", 3}};
    for (const auto& [node, count] : expected) {
        variables["SLURM_NODEID"] = node;
        EXPECT_EQ(cpus(), count) << node;
    }
    variables["SLURM_NODEID"] = "3";
    variables["OMPI_COMM_WORLD_LOCAL_SIZE"] = "6";  // mpirun's daemon is the step's only task
    EXPECT_EQ(cpus(), 2);
    variables["SLURM_NODEID"] = "0";
    variables["SLURM_STEP_TASKS_PER_NODE"] = "40";
    EXPECT_EQ(cpus(), 1);
}

TEST_F(Allocation, IsTheShareOfEachProcessThatHasTheSameCpus) {
    lay_out("cpu.max", "800000 100000");
    EXPECT_EQ(granted_cpus(machine(), 3)->cpus, 3);
    variables = {{"SLURM_JOB_ID", "7"}, {"SLURM_CPUS_PER_TASK", "3"}, {"SLURM_CPUS_ON_NODE", "12"}};
    EXPECT_EQ(granted_cpus(machine(), 2)->cpus, 3);  // what a task asked for is its own
    EXPECT_EQ(granted_cpus(machine(), 6)->cpus, 2);
}

TEST_F(Allocation, IgnoresWhatIsNoNumberOfCpus) {
    variables["SLURM_JOB_ID"] = "7";
    for (const char* text :
         {"", "0", "-4", "4 ", "4(x2)", "four", "99999999999999999999999", "1e3"}) {
        variables["SLURM_CPUS_PER_TASK"] = text;
        variables["SLURM_CPUS_ON_NODE"] = text;
        variables["SLURM_MEM_PER_NODE"] = text;
        EXPECT_FALSE(granted_cpus(machine())) << text;
        EXPECT_FALSE(granted_memory(machine())) << text;
    }
    variables["SLURM_CPUS_ON_NODE"] = "4";
    for (const char* text : {"(x", "2(x", "2(x)", ",", ",,3", "2(x99999999999),1", "a,b"}) {
        variables["SLURM_STEP_TASKS_PER_NODE"] = text;
        EXPECT_GE(cpus(), 1) << text;
    }
}

TEST_F(Allocation, IsTheMemoryThatAJobAskedFor) {
    variables = {{"SLURM_JOB_ID", "7"}, {"SLURM_MEM_PER_CPU", "100"}, {"SLURM_CPUS_ON_NODE", "4"}};
    EXPECT_EQ(memory(), 400 * mebi);
    variables["SLURM_MEM_PER_NODE"] = "300";
    EXPECT_EQ(memory(), 300 * mebi);
    lay_out("memory.max", std::to_string(200 * mebi));
    EXPECT_EQ(memory(), 200 * mebi);
    fs::remove_all(file("machine"));
    variables = {{"SLURM_JOB_ID", "7"}, {"SLURM_MEM_PER_NODE", "0"}};  // all that there is
    EXPECT_FALSE(granted_memory(machine()));
    variables = {{"SLURM_MEM_PER_NODE", "300"}};
    EXPECT_FALSE(granted_memory(machine()));
}

TEST_F(Allocation, NamesTheJob) {
    variables = {{"SLURM_JOB_ID", "8"}, {"SLURM_JOB_NODELIST", "n[1-2]"}};
    EXPECT_EQ(batch_job(machine()), "Slurm job 8, nodes n[1-2]");
    variables["SLURM_ARRAY_JOB_ID"] = "5";
    variables["SLURM_ARRAY_TASK_ID"] = "3";
    variables["SLURM_RESTART_COUNT"] = "1";
    EXPECT_EQ(batch_job(machine()), "Slurm job 8, task 3 of array 5, restart 1, nodes n[1-2]");
}

TEST_F(Allocation, NamesTheJobInOneLineWhateverItIsCalled) {
    variables = {{"SLURM_JOB_ID", "8\n2026: forged"},
                 {"SLURM_JOB_NODELIST", std::string(5000, 'n')}};
    const std::string text = batch_job(machine());
    EXPECT_TRUE(text.starts_with("Slurm job ?, nodes nnn")) << text;
    EXPECT_TRUE(text.ends_with("n...")) << text;
    EXPECT_LT(text.size(), 200);
}

}  // namespace
}  // namespace entente::driver
