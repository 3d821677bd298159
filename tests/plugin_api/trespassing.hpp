// What a plugin must not be able to do, tried. Each answer is one line for a test to read.
#pragma once

#include <string>

// "" when there is no such deed; else what came of it: "Permission denied", "opened", ...
std::string trespass(const std::string& deed, const std::string& target);

// Takes two GiB and lets nothing go; ends by an exception when there is no more.
void leak();

// Leaves a process that tries to get away and sleeps; its number.
std::string stay_behind();
