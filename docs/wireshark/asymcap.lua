-- A menu for captures that asymcap has annotated (asymcap FILE -o annotated.pcapng): Tools > asymcap.
-- It goes into Wireshark's folder of personal Lua plugins: Help > About Wireshark > Folders.

local comment = Field.new("frame.comment")
local stream = Field.new("tcp.stream")
local commented = 'frame.comment contains "asymcap"'

-- Calls visit(pinfo, comment, stream) for each comment of asymcap, in order.
local function each_comment(visit)
  local tap = Listener.new("frame", commented)
  function tap.packet(pinfo)
    local here = stream()
    for _, info in ipairs({comment()}) do
      local text = tostring(info.value)
      if text:find("asymcap", 1, true) then visit(pinfo, text, here and here.value) end
    end
  end
  retap_packets()
  tap:remove()
end

local function list_comments()
  local window = TextWindow.new("asymcap")
  local count = 0
  each_comment(function(pinfo, text)
    count = count + 1
    window:append(string.format("frame %d  %s\n", pinfo.number, text))
  end)
  if count == 0 then
    window:set("No frame has a comment of asymcap. Make them with: asymcap FILE -o annotated.pcapng\n")
  end
end

local function filter_by(text)
  return function()
    set_filter(text)
    apply_filter()
  end
end

local function affected_connections()
  local known, streams = {}, {}
  each_comment(function(_, text, number)
    if number ~= nil and text:find("first frame here", 1, true) and not known[number] then
      known[number] = true
      streams[#streams + 1] = tostring(number)
    end
  end)
  if #streams > 0 then filter_by("tcp.stream in {" .. table.concat(streams, ", ") .. "}")() end
end

if gui_enabled() then
  register_menu("asymcap/List what asymcap says", list_comments, MENU_TOOLS_UNSORTED)
  register_menu("asymcap/Show commented frames", filter_by(commented), MENU_TOOLS_UNSORTED)
  register_menu("asymcap/Show affected connections", affected_connections, MENU_TOOLS_UNSORTED)
end
