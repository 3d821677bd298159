// How a shop's own JSON becomes events: what [intake.NAME] of type "generic" says, as a plain value. Places
// in the body are JSON pointers (RFC 6901); of a list of them the first that holds something counts. Constant
// after loading; any thread.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/json_pointer.hpp"

namespace lifecycled {

using JsonPlaces = std::vector<JsonPointer>;

// Whether a body is meant: the place holds one of the words, or none of them. "" stands for what is absent,
// null or empty.
struct MappingTest {
  JsonPointer at;
  std::vector<std::string> words;
  bool is_one_of = true;
  friend bool operator==(const MappingTest&, const MappingTest&) = default;
};

struct MappedValue {
  enum class As {
    Written,  // as it stands there, whatever it is
    Text,
    Id,  // with the shop's id_prefix before it
    Number,
    Amount,  // in main units: 19.90
    Minor,   // in minor units of the currency: 1990
    Time,    // ISO 8601 or Unix time
    Phone,   // only where it is written in international form
    YesNo,
  };
  std::string name;
  JsonPlaces from;
  As as = As::Written;
  std::string constant;  // JSON; "" = there is none
  std::vector<std::pair<std::string, std::string>>
      words;             // what to say for what stands there; others: nothing
  bool is_list = false;  // of objects: `from` names the list, `members` what each element brings
  std::vector<MappedValue> members;
  std::vector<MappingTest> tests;  // of each element
  friend bool operator==(const MappedValue&, const MappedValue&) = default;
};

// One event that follows from a body.
struct EventMapping {
  std::string event;
  std::vector<std::string> topics;  // none = every topic
  std::vector<MappingTest> tests;
  std::optional<JsonPointer> each;  // a list: one event for each element, to which all places are relative
  JsonPlaces user, guest, visitor;  // an id of an account, the address of who has none, an anonymous id
  JsonPlaces id;                    // what makes it the same fact
  JsonPlaces at, changed;
  std::vector<MappedValue> values;
  friend bool operator==(const EventMapping&, const EventMapping&) = default;
};

// How the shop proves that it is the shop.
struct SignatureForm {
  // Token: the header holds the secret itself.
  enum class Algorithm { Sha256, Sha1, Sha512, Token };
  enum class Encoding { Base64, Hex };
  std::string header;
  Algorithm algorithm = Algorithm::Sha256;
  Encoding encoding = Encoding::Base64;
  std::string prefix;  // "sha256="
  friend bool operator==(const SignatureForm&, const SignatureForm&) = default;
};

// A word that comes in a header or in the body.
struct HeaderOrPlace {
  std::string header;  // "" = in the body, if anywhere
  JsonPlaces places;
  friend bool operator==(const HeaderOrPlace&, const HeaderOrPlace&) = default;
};

struct IntakeMapping {
  SignatureForm signature;
  HeaderOrPlace topic, delivery;
  std::vector<std::string> ignored_topics;  // nothing follows from them, and that is all right
  std::string time_zone = "UTC";            // of times that name none
  std::vector<EventMapping> events;
  friend bool operator==(const IntakeMapping&, const IntakeMapping&) = default;
};

}  // namespace lifecycled
