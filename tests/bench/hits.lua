-- hits.lua: hits of GA4's tag for wrk, each of them another event, of 100,000 users. Counts answers:
-- good (2xx), busy (503), other.
local threads = {}
local next_thread = 0
function setup(thread)
    thread:set("place", next_thread)
    next_thread = next_thread + 1
    table.insert(threads, thread)
end

function init()
    good, busy, other, sent = 0, 0, 0, 0
    page = os.time() * 1000 + place
end

local target = "/g/collect?v=2&tid=G-SHOP&gtm=45je4&_p=%d&cid=%d.%d&ul=en-us&sr=1920x1080&_s=%d&sid=%d&sct=1&seg=1"
    .. "&dl=https%%3A%%2F%%2Fshop.example%%2Fitem%%2F%d%%3Futm_source%%3Dnews%%26utm_medium%%3Demail"
    .. "&dr=https%%3A%%2F%%2Fwww.google.com%%2F&dt=Item%%20of%%20the%%20shop&en=page_view&_et=12"
function request()
    sent = sent + 1
    local user = (sent * 7919 + place * 50000) % 100000
    return wrk.format("GET", target:format(page, user, page, sent, page, user % 1000),
        {["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36"})
end

function response(status)
    if status >= 200 and status < 300 then good = good + 1
    elseif status == 503 then busy = busy + 1
    else other = other + 1 end
end

function done(summary)
    local sums = {good = 0, busy = 0, other = 0}
    for _, thread in ipairs(threads) do
        for name in pairs(sums) do sums[name] = sums[name] + thread:get(name) end
    end
    io.write(("good %d\nbusy %d\nother %d\nseconds %f\n"):format(sums.good, sums.busy, sums.other, summary.duration / 1e6))
end
