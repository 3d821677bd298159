// What a message says on WhatsApp, read from its fields and checked against what Meta takes. Pure.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "lifecycled/channel.h"

namespace whatsapp {

// What Meta would refuse whenever it is sent. what() is for the operator.
struct BadContent : std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

enum class HeaderKind { none, text, image, video, document };

struct Header {
  HeaderKind kind = HeaderKind::none;
  std::string value;      // the text, or the address of the file
  std::string file_name;  // of a document
};

struct Parameter {
  std::string name;  // "": by its place
  std::string text;
};

enum class ButtonKind { url, reply };

// A button of a template whose address ends in something of this message, or whose answer says so.
struct Button {
  std::size_t place = 0;  // among all of the template's buttons
  ButtonKind kind = ButtonKind::url;
  std::string value;
};

struct Template {
  std::string name, language;
  std::vector<Parameter> body;
  std::vector<Button> buttons;
};

struct FreeText {
  std::string text;
  std::vector<std::string> replies;
  bool previews_url = false;
};

struct Content {
  Header header;
  Template by_template;  // no name: there is none
  FreeText free;         // no text: there is none
};

// Throws BadContent, and std::invalid_argument for fields that are no JSON.
Content content_of(const lc_message& message);

}  // namespace whatsapp
