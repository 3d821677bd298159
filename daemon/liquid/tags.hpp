// The tags of Liquid: one function a name, in a plain table. Each is called by the compiler when the tag is
// met.
#pragma once

#include <string_view>
#include <vector>

#include "liquid/compiler.hpp"

namespace lifecycled::liquid {

using TagFunction = void (*)(Compiler&, const Piece&);

// Null for an unknown one.
TagFunction find_tag(std::string_view name);
std::vector<std::string_view> tag_names();

// if_tags.cpp
void tag_if(Compiler&, const Piece&);
void tag_unless(Compiler&, const Piece&);
void tag_elsif(Compiler&, const Piece&);
void tag_else(Compiler&, const Piece&);  // of if, unless, case and for
void tag_end(Compiler&, const Piece&);   // of if, unless and tablerow
// case_tags.cpp
void tag_case(Compiler&, const Piece&);
void tag_when(Compiler&, const Piece&);
void else_of_case(Compiler&, const Piece&);
void tag_endcase(Compiler&, const Piece&);
// loop_tags.cpp
void tag_for(Compiler&, const Piece&);
void else_of_for(Compiler&, const Piece&);
void tag_endfor(Compiler&, const Piece&);
void tag_tablerow(Compiler&, const Piece&);
void tag_endtablerow(Compiler&, const Piece&);
void tag_break(Compiler&, const Piece&);
void tag_continue(Compiler&, const Piece&);
// variable_tags.cpp
void tag_assign(Compiler&, const Piece&);
void tag_capture(Compiler&, const Piece&);
void tag_endcapture(Compiler&, const Piece&);
void tag_increment(Compiler&, const Piece&);
void tag_decrement(Compiler&, const Piece&);
// output_tags.cpp
void tag_echo(Compiler&, const Piece&);
void tag_cycle(Compiler&, const Piece&);
void tag_ifchanged(Compiler&, const Piece&);
void tag_endifchanged(Compiler&, const Piece&);
// text_tags.cpp
void tag_inline_comment(Compiler&, const Piece&);
void tag_comment(Compiler&, const Piece&);
void tag_doc(Compiler&, const Piece&);
void tag_raw(Compiler&, const Piece&);
void tag_liquid(Compiler&, const Piece&);
// partial_tags.cpp
void tag_render(Compiler&, const Piece&);
void tag_include(Compiler&, const Piece&);

}  // namespace lifecycled::liquid
