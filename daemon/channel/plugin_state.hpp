// What lies behind a PluginInstance, and what the tables handed to the plugin lead back to. For
// plugin_instance.cpp and plugin_services.cpp only.
#pragma once

#include <chrono>
#include <memory>
#include <span>
#include <string>

#include "channel/open_tickets.hpp"
#include "channel/plugin_call.hpp"
#include "channel/plugin_instance.hpp"
#include "channel/report_desk.hpp"
#include "lifecycled/channel.h"
#include "lifecycled/ext/webhook.h"

namespace lifecycled {

struct PluginInstance::State {
  explicit State(PluginEvents& told) : events(told), reports(told) {}

  // The plugin gives back the pointer to its host with every call; ours leads to the state.
  struct Table : lc_host {
    State* state;
  } table{};
  static State& of(const lc_host* host) { return *static_cast<const Table*>(host)->state; }

  std::shared_ptr<const PluginLibrary> library;
  const lc_channel_type* type = nullptr;
  lc_channel* channel = nullptr;
  const lc_webhook* webhook = nullptr;  // null: the plugin has none
  PluginEvents& events;
  HttpService* http = nullptr;
  Capabilities capabilities;
  bool starts_by_itself = false;  // asked, while it was created, for a service that records starts
  bool asked_for_http = false, asked_to_start = false;
  OpenTickets tickets;
  ReportDesk reports;
  std::shared_ptr<ReportGroup> receiving;  // of the webhook that is being received; the channel's thread
  std::chrono::steady_clock::time_point last_complaint{};  // the channel's thread

  // It sends nothing but by the host, which therefore knows what has left.
  bool sends_by_http() const { return asked_for_http && !asked_to_start; }
  void submit(std::span<const lc_message* const> messages);
  bool start(std::span<const std::uint64_t> some);
  void complete(std::uint64_t ticket, const lc_result& result);

  // Calls into the plugin on its strand, and says when that took longer than channel.h allows.
  template <class Call>
  void on_strand(const char* what, Call call) {
    const PluginCall inside(PluginCall::Role::Channel, this);
    call();
    if (inside.took() > std::chrono::milliseconds(10)) complain(what, inside.took());
  }
  void complain(const char* what, std::chrono::milliseconds took);
};

std::int64_t unix_ms_now();

// What the plugin gets when it asks its host for an extension: plugin_services.cpp.
const void* host_extension(const lc_host* host, const char* id) noexcept;

}  // namespace lifecycled
