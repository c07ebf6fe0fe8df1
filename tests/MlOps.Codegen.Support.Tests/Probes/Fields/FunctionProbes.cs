using System.Security;
using MlOps.Codegen.Compiler.Transformations.Functions;
using static MlOps.Codegen.Support.Tests.Probes.Pmml;

namespace MlOps.Codegen.Support.Tests.Probes.Fields;

/// <summary>Probes of the built-in functions.</summary>
internal static class FunctionProbes
{
    // What a function is called with: fields, and what is none of them is a constant; then the type of its result.
    private static readonly Dictionary<string, (string Arguments, string Type)> Usual = new(StringComparer.Ordinal)
    {
        ["-"] = ("x z", "double"),
        ["*"] = ("x z", "double"),
        ["/"] = ("x z", "double"),
        ["+"] = ("x z", "double"),
        ["abs"] = ("x", "double"),
        ["acos"] = ("x", "double"),
        ["and"] = ("f f", "boolean"),
        ["asin"] = ("x", "double"),
        ["atan"] = ("x", "double"),
        ["avg"] = ("x z", "double"),
        ["ceil"] = ("x", "double"),
        ["concat"] = ("s g", "string"),
        ["cos"] = ("x", "double"),
        ["cosh"] = ("x", "double"),
        ["dateDaysSinceYear"] = ("d 1960", "integer"),
        ["dateSecondsSinceMidnight"] = ("t", "integer"),
        ["dateSecondsSinceYear"] = ("m 1960", "integer"),
        ["equal"] = ("x z", "boolean"),
        ["erf"] = ("x", "double"),
        ["exp"] = ("x", "double"),
        ["expm1"] = ("x", "double"),
        ["floor"] = ("x", "double"),
        ["formatDatetime"] = ("m %Y-%m-%d", "string"),
        ["formatNumber"] = ("x %.2f", "string"),
        ["greaterOrEqual"] = ("x z", "boolean"),
        ["greaterThan"] = ("x z", "boolean"),
        ["hypot"] = ("x z", "double"),
        ["if"] = ("f x z", "double"),
        ["isIn"] = ("g a b", "boolean"),
        ["isMissing"] = ("x", "boolean"),
        ["isNotIn"] = ("g a b", "boolean"),
        ["isNotMissing"] = ("x", "boolean"),
        ["isNotValid"] = ("x", "boolean"),
        ["isValid"] = ("x", "boolean"),
        ["lessOrEqual"] = ("x z", "boolean"),
        ["lessThan"] = ("x z", "boolean"),
        ["ln"] = ("x", "double"),
        ["ln1p"] = ("x", "double"),
        ["log10"] = ("x", "double"),
        ["lowercase"] = ("s", "string"),
        ["matches"] = ("s ab+", "boolean"),
        ["max"] = ("x z", "double"),
        ["min"] = ("x z", "double"),
        ["modulo"] = ("x z", "double"),
        ["normalCDF"] = ("x 1.0 2.0", "double"),
        ["normalIDF"] = ("x 1.0 2.0", "double"),
        ["normalPDF"] = ("x 1.0 2.0", "double"),
        ["not"] = ("f", "boolean"),
        ["notEqual"] = ("x z", "boolean"),
        ["or"] = ("f f", "boolean"),
        ["pow"] = ("x z", "double"),
        ["product"] = ("x z", "double"),
        ["replace"] = ("s abc -", "string"),
        ["rint"] = ("x", "double"),
        ["round"] = ("x", "double"),
        ["sin"] = ("x", "double"),
        ["sinh"] = ("x", "double"),
        ["sqrt"] = ("x", "double"),
        ["stdNormalCDF"] = ("x", "double"),
        ["stdNormalIDF"] = ("x", "double"),
        ["stdNormalPDF"] = ("x", "double"),
        ["stringLength"] = ("s", "integer"),
        ["substring"] = ("s 2 3", "string"),
        ["sum"] = ("x z", "double"),
        ["tan"] = ("x", "double"),
        ["tanh"] = ("x", "double"),
        ["threshold"] = ("x z", "integer"),
        ["trimBlanks"] = ("s", "string"),
        ["uppercase"] = ("s", "string"),
        ["x-modulo"] = ("x z", "double"),
    };

    private static readonly string[] Patterns =
        ["abc", "ab+", "^a.*b$", "[a-z]+", "[^0-9]", "(ab|cd)", "(a|ab)(c|bcd)", @"\d{2,3}", @"\bab\b", @"\w+", @"\s", "a.c", "a*?", @"(a)\1", "(?=a)", "(?i)ab", @"\p{L}"];

    /// <summary>Functions that have no probe.</summary>
    public static IEnumerable<string> Forgotten => BuiltInFunctions.Names.Except(Usual.Keys);

    public static ProbeSection All { get; } = new(
        "Built-in functions",
        [
            .. BuiltInFunctions.Names.Where(Usual.ContainsKey).OrderBy(GroupOf, StringComparer.Ordinal).ThenBy(name => name, StringComparer.Ordinal)
                .Select(name => Call(GroupOf(name), name, name, Usual[name].Arguments, Usual[name].Type)),
            Call("uses", "+ of integers", "+", "n b1", "integer"),
            Call("uses", "- of integers", "-", "n b1", "integer"),
            Call("uses", "* of integers", "*", "n b1", "integer"),
            Call("uses", "/ of integers", "/", "n b1", "integer"),
            Call("uses", "modulo of integers", "modulo", "n b1", "integer"),
            Call("uses", "pow of integers", "pow", "n b1", "integer"),
            Call("uses", "concat of numbers", "concat", "x s", "string"),
            Call("uses", "concat of integers", "concat", "n s", "string"),
            Call("uses", "lessThan of texts", "lessThan", "s g", "boolean"),
            Call("uses", "dateDaysSinceYear of a dateTime", "dateDaysSinceYear", "m 1960", "integer"),
            Call("uses", "formatDatetime of a date", "formatDatetime", "d %d.%m.%Y", "string"),
            Call("uses", "formatDatetime of a time", "formatDatetime", "t %H:%M:%S", "string"),
            Call("uses", "formatDatetime with names of days or months", "formatDatetime", "d %A-%B", "string"),
            Call("uses", "formatNumber of integers", "formatNumber", "n %05d", "string"),
            Call("uses", "matches with a pattern in a field", "matches", "s g", "boolean"),
            Call("uses", "replace with a group in the replacement", "replace", "s (a)b $1", "string"),
            Call("uses", "x-unknown", "x-unknown", "x", "double"),
        ]);

    public static ProbeSection OfPatterns { get; } = new(
        "Regular expressions",
        [
            .. Patterns.Select(pattern => Call("matches", pattern, "matches", $"s {pattern}", "boolean")),
            .. Patterns.Select(pattern => Call("replace", pattern, "replace", $"s {pattern} -", "string")),
        ]);

    private static string GroupOf(string function) => Usual[function] switch
    {
        (_, "boolean") => "conditions",
        (_, "double") => "numbers",
        _ => "texts and moments",
    };

    private static Probe Call(string feature, string shown, string function, string arguments, string type) =>
        new(feature, shown, Expression(Apply(function, SecurityElement.Escape(arguments)), type));
}
