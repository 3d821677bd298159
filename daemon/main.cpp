#include "cli/app.hpp"

int main(int argc, char** argv) { return lifecycled::run_app(argc, argv); }
