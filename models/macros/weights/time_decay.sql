-- Half as much for every half_life that the touch is older than the last one: 2^30 * 2^(-age / half_life)
-- in whole numbers of 64 bits, by a polynomial in u = 2^30 * (1 - the part of a half-life that is left).
{% macro weight_of_time_decay() %}
{% set rest %}((age % half_life) << 20){% endset %}
{% set u %}(1073741824 - ((({{ rest }} / half_life) << 10) | ((({{ rest }} % half_life) << 10) / half_life))){% endset %}
case
    when age / half_life >= 62 then 0
    else (
        1073741824 + ((
            744260959 + ((
                257944476 + ((
                    59575655 + ((
                        10391742 + ((
                            1335829 + (233163 * {{ u }} >> 30)
                        ) * {{ u }} >> 30)
                    ) * {{ u }} >> 30)
                ) * {{ u }} >> 30)
            ) * {{ u }} >> 30)
        ) * {{ u }} >> 30)
    ) >> (age / half_life + 1)::integer
end
{% endmacro %}
