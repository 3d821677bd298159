#include "plugin_check/elf_file.hpp"

#include <cstring>
#include <stdexcept>

#include <elf.h>

#include "base/file.hpp"

namespace lifecycled::plugin_check {
namespace {

constexpr std::size_t most_bytes = 512u << 20;  // with the debug information of a large plugin

class Bytes {
 public:
  explicit Bytes(const std::string& bytes) : bytes_(bytes) {}

  template <class T>
  T at(std::size_t offset) const {
    T value;
    if (offset > bytes_.size() || bytes_.size() - offset < sizeof value)
      throw std::runtime_error("its tables lead beyond its end");
    std::memcpy(&value, bytes_.data() + offset, sizeof value);
    return value;
  }
  std::string text(std::size_t offset) const {
    if (offset >= bytes_.size()) throw std::runtime_error("a name lies beyond its end");
    return {bytes_.data() + offset, ::strnlen(bytes_.data() + offset, bytes_.size() - offset)};
  }

 private:
  const std::string& bytes_;
};

void read_symbols(const Bytes& bytes, const Elf64_Ehdr& head, const Elf64_Shdr& symbols, ElfFile& elf) {
  const auto names = bytes.at<Elf64_Shdr>(head.e_shoff + std::size_t{symbols.sh_link} * sizeof(Elf64_Shdr));
  for (std::size_t at = 0; at + sizeof(Elf64_Sym) <= symbols.sh_size; at += sizeof(Elf64_Sym)) {
    const auto symbol = bytes.at<Elf64_Sym>(symbols.sh_offset + at);
    const auto visibility = ELF64_ST_VISIBILITY(symbol.st_other);
    const bool is_defined = symbol.st_shndx != SHN_UNDEF && ELF64_ST_BIND(symbol.st_info) != STB_LOCAL;
    // What names a version of an interface is absolute and no thing.
    const bool is_thing = symbol.st_shndx != SHN_ABS;
    if (is_defined && is_thing && (visibility == STV_DEFAULT || visibility == STV_PROTECTED))
      elf.exported.push_back(bytes.text(names.sh_offset + symbol.st_name));
  }
}

void read_dynamic(const Bytes& bytes, const Elf64_Shdr& section, ElfFile& elf) {
  for (std::size_t at = 0; at + sizeof(Elf64_Dyn) <= section.sh_size; at += sizeof(Elf64_Dyn)) {
    const auto entry = bytes.at<Elf64_Dyn>(section.sh_offset + at);
    if (entry.d_tag != DT_FLAGS_1) continue;
    elf.is_global = (entry.d_un.d_val & DF_1_GLOBAL) != 0;
    elf.is_never_unloaded = (entry.d_un.d_val & DF_1_NODELETE) != 0;
  }
}

ElfFile read(const std::string& content) {
  const Bytes bytes(content);
  const auto head = bytes.at<Elf64_Ehdr>(0);
  if (std::memcmp(head.e_ident, ELFMAG, SELFMAG) != 0 || head.e_ident[EI_CLASS] != ELFCLASS64 ||
      head.e_type != ET_DYN) {
    throw std::runtime_error("it is no shared library (ELF, 64 bits)");
  }
  ElfFile elf;
  for (std::size_t i = 0; i < head.e_shnum; ++i) {
    const auto section = bytes.at<Elf64_Shdr>(head.e_shoff + i * sizeof(Elf64_Shdr));
    if (section.sh_type == SHT_DYNSYM) read_symbols(bytes, head, section, elf);
    if (section.sh_type == SHT_DYNAMIC) read_dynamic(bytes, section, elf);
  }
  return elf;
}

}  // namespace

ElfFile read_elf(const std::filesystem::path& file) {
  try {
    return read(read_file(file, most_bytes));
  } catch (const std::exception& error) {
    throw std::runtime_error(file.string() + ": " + error.what());
  }
}

}  // namespace lifecycled::plugin_check
