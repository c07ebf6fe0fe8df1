using static MlOps.Codegen.Support.Tests.Probes.Pmml;

namespace MlOps.Codegen.Support.Tests.Probes.Fields;

/// <summary>Probes of the expressions that are no function calls.</summary>
internal static class TransformationProbes
{
    private const string Norms = """<LinearNorm orig="0" norm="-1"/><LinearNorm orig="10" norm="1"/>""";
    private const string Term = "<Constant>good</Constant>";

    public static ProbeSection All { get; } = new(
        "Transformations",
        [
            new("Constant", "", Expression("<Constant dataType=\"double\">2.5</Constant>")),
            new("Constant", "missing", Expression("<Apply function=\"sum\"><FieldRef field=\"x\"/><Constant dataType=\"double\" missing=\"true\"/></Apply>")),
            new("FieldRef", "", Expression("<FieldRef field=\"x\"/>")),
            new("FieldRef", "with mapMissingTo", Expression("<FieldRef field=\"x\" mapMissingTo=\"7\"/>")),
            new("Apply", "", Expression(Apply("+", "x z"))),
            new("Apply", "with mapMissingTo", Expression(Apply("+", "x z", "mapMissingTo=\"7\""))),
            new("Apply", "with defaultValue", Expression(Apply("+", "x z", "defaultValue=\"7\""))),
            .. Probe.Each("Apply invalidValueTreatment", "Keywords.InvalidValueTreatment", word => Expression(Apply("ln", "x", $"defaultValue=\"7\" invalidValueTreatment=\"{word}\""))),
            new("NormContinuous", "", Expression($"<NormContinuous field=\"x\">{Norms}</NormContinuous>")),
            new("NormContinuous", "with mapMissingTo", Expression($"<NormContinuous field=\"x\" mapMissingTo=\"0\">{Norms}</NormContinuous>")),
            .. Probe.Each("NormContinuous outliers", "Keywords.OutlierTreatment", word => Expression($"<NormContinuous field=\"x\" outliers=\"{word}\">{Norms}</NormContinuous>")),
            new("NormDiscrete", "", Expression("<NormDiscrete field=\"c\" value=\"u\"/>")),
            .. Probe.Each("Discretize closure", "Keywords.Closure", word => Expression(
                $"""<Discretize field="x" defaultValue="outside" mapMissingTo="none"><DiscretizeBin binValue="inside"><Interval closure="{word}" leftMargin="0" rightMargin="10"/></DiscretizeBin></Discretize>""",
                "string")),
            new("MapValues", "of one column", Expression(MapValues("c:c"), "string")),
            new("MapValues", "of two columns", Expression(MapValues("c:c", "g:g"), "string")),
            new("MapValues", "with TableLocator", Expression("""
                <MapValues outputColumn="out"><FieldColumnPair field="c" column="c"/><TableLocator/></MapValues>
                """, "string")),
            .. Probe.Each("TextIndex localTermWeights", "Keywords.LocalTermWeights", word => Expression(TextIndex($"localTermWeights=\"{word}\""))),
            .. Probe.Each("TextIndex countHits", "Keywords.CountHits", word => Expression(TextIndex($"countHits=\"{word}\""))),
            new("TextIndex isCaseSensitive", "true", Expression(TextIndex("isCaseSensitive=\"true\""))),
            new("TextIndex isCaseSensitive", "false", Expression(TextIndex("isCaseSensitive=\"false\""))),
            new("TextIndex maxLevenshteinDistance", "1", Expression(TextIndex("maxLevenshteinDistance=\"1\""))),
            new("TextIndex tokenize", "false", Expression(TextIndex("tokenize=\"false\""))),
            new("TextIndex wordSeparatorCharacterRE", @"[\s\-]", Expression(TextIndex(@"wordSeparatorCharacterRE=""[\s\-]"""))),
            new("TextIndex wordSeparatorCharacterRE", "without blanks", Expression(TextIndex("wordSeparatorCharacterRE=\"-\""))),
            new("TextIndex x-wordRE", @"\w+", Expression(TextIndex(@"x-wordRE=""\w+"""))),
            new("TextIndex", "of a term of two words", Expression(TextIndex("", "<Constant>very good</Constant>"))),
            new("TextIndex", "of a term that may overlap itself", Expression(TextIndex("", "<Constant>so and so</Constant>"))),
            new("TextIndex", "of a term in a field", Expression(TextIndex("", "<FieldRef field=\"g\"/>"))),
            new("TextIndexNormalization", "that replaces words", Expression(TextIndex("", Term, Normalization("goods", "good", "")))),
            new("TextIndexNormalization", "that deletes words by a regular expression", Expression(TextIndex("", Term, Normalization(@"\b(the|a)\b", " ", "true")))),
            new("TextIndexNormalization", "recursive", Expression(TextIndex("", Term, Normalization("goods", "good", "").Replace("<TextIndexNormalization ", "<TextIndexNormalization recursive=\"true\" ", StringComparison.Ordinal)))),
            new("Aggregate", "", Expression("<Aggregate field=\"x\" function=\"average\"/>")),
            new("Lag", "", Expression("<Lag field=\"x\"/>")),
            new("Lag", "of no row", Expression("<Lag field=\"x\" n=\"0\"/>")),
            new("DefineFunction", "", Expression(Apply("double", "x"), more: Defined("double", Apply("*", "a 2").Replace("<Constant>a</Constant>", "<FieldRef field=\"a\"/>", StringComparison.Ordinal)))),
            new("DefineFunction", "that calls itself", Expression(Apply("endless", "x"), more: Defined("endless", "<Apply function=\"endless\"><FieldRef field=\"a\"/></Apply>"))),
            new("DerivedField", "of the file", File(
                Linear().Replace("NumericPredictor name=\"x\"", "NumericPredictor name=\"k\"", StringComparison.Ordinal),
                $"<TransformationDictionary><DerivedField name=\"k\" optype=\"continuous\" dataType=\"double\">{Apply("+", "x 1")}</DerivedField></TransformationDictionary>")),
            new("DerivedField", "of the model", File(
                Linear(more: $"<LocalTransformations><DerivedField name=\"k\" optype=\"continuous\" dataType=\"double\">{Apply("+", "x 1")}</DerivedField></LocalTransformations>")
                    .Replace("NumericPredictor name=\"x\"", "NumericPredictor name=\"k\"", StringComparison.Ordinal))),
            new("Extension", "", File(Linear(more: "<Extension extender=\"tool\" name=\"note\" value=\"1\"/>"))),
        ]);

    private static string MapValues(params string[] pairs) => $"""
        <MapValues outputColumn="out" defaultValue="other" mapMissingTo="none">{string.Concat(pairs.Select(pair => $"<FieldColumnPair field=\"{pair.Split(':')[0]}\" column=\"{pair.Split(':')[1]}\"/>"))}
        <InlineTable><row><c>u</c>{(pairs.Length > 1 ? "<g>a</g>" : "")}<out>first</out></row><row><c>v</c>{(pairs.Length > 1 ? "<g>b</g>" : "")}<out>second</out></row></InlineTable></MapValues>
        """;

    private static string TextIndex(string attributes, string term = Term, string normalization = "") =>
        $"<TextIndex textField=\"s\" {attributes}>{normalization}{term}</TextIndex>";

    private static string Normalization(string text, string stem, string regex) => $"""
        <TextIndexNormalization inField="string" outField="stem" {(regex.Length > 0 ? "regexField=\"regex\"" : "")}><InlineTable><row><string>{text}</string><stem>{stem}</stem>{(regex.Length > 0 ? $"<regex>{regex}</regex>" : "")}</row></InlineTable></TextIndexNormalization>
        """;

    private static string Defined(string name, string body) => $"""
        <TransformationDictionary><DefineFunction name="{name}" optype="continuous" dataType="double"><ParameterField name="a" optype="continuous" dataType="double"/>{body}</DefineFunction></TransformationDictionary>
        """;
}
