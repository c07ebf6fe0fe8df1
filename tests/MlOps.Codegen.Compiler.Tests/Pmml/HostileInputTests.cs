using System.Text;
using MlOps.Codegen.Compiler.Models.TreeModels;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pipeline.Predicates;
using MlOps.Codegen.Compiler.Pmml;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Tests.Pmml;

public class HostileInputTests
{
    [Theory]
    [InlineData("[[MLC1001]]")]
    [InlineData("[[MLC1001]]plainly no XML")]
    [InlineData("<PMML version=\"4.4\">\n<DataDictionary>[[MLC1001]]")]
    [InlineData("<PMML version=\"4.4\">\n<DataDictionary numberOf[[MLC1001]]")]
    [InlineData("<PMML version=\"4.4\">\n</[[MLC1001]]Other>")]
    [InlineData("<PMML version=\"4.4\"/>\n<[[MLC1001]]PMML/>")]
    [InlineData("<PMML version=\"&[[MLC1001]]unknown;\"/>")]
    [InlineData("<?xml version=\"1.0\"?>\n  [[MLC1002]]<!DOCTYPE PMML [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]>\n<PMML>&b;</PMML>")]
    [InlineData("<!-- <!DOCTYPE x> -->\n[[MLC1002]]<!DOCTYPE PMML SYSTEM \"file:///etc/passwd\"><PMML/>")]
    [InlineData("[[MLC1002]]<!DOCTYPE PMML [<!ENTITY x SYSTEM \"http://localhost:1/x\">]><PMML>&x;</PMML>")]
    [InlineData("\n [[MLC1004]]<html/>")]
    [InlineData("[[MLC1004]]<pmml version=\"4.4\"/>")]
    public void Files_that_are_no_PMML_are_refused_with_their_place(string text) => MarkedPmml.Check(text);

    [Fact]
    public void Nesting_is_followed_to_a_limit_and_no_further()
    {
        string open = string.Concat(Enumerable.Repeat("<a>", PmmlLimits.Depth));
        string rest = string.Concat(Enumerable.Repeat("<a>", 100_000 - PmmlLimits.Depth));
        MarkedPmml.Check($"{open}[[MLC1003]]{rest}");
    }

    [Theory]
    [InlineData("Extension")]
    [InlineData("Header")]
    public void Nesting_inside_skipped_elements_is_limited_too(string skipped)
    {
        string open = string.Concat(Enumerable.Repeat("<a>", PmmlLimits.Depth - 2));
        MarkedPmml.Check($"<PMML><{skipped}>{open}[[MLC1003]]<a>");
    }

    [Fact]
    public void A_tree_five_hundred_deep_is_read()
    {
        string open = string.Concat(Enumerable.Repeat("<Node score=\"1\"><True/>", 500));
        string close = string.Concat(Enumerable.Repeat("</Node>", 500));
        PipelineDocument document = MarkedPmml.ReadValid(MarkedPmml.Tree($"<True/>{open}{close}"));
        TreeModel tree = Assert.IsType<TreeModel>(document.Model);
        Assert.Equal(501, tree.Nodes.Length);
        Assert.Equal(500, Assert.Single(tree.Nodes[499].Children));
        Assert.Equal(501, tree.Nodes[500].Location.Path.Split("/Node").Length - 1);
    }

    [Fact]
    public void Expressions_and_predicates_inside_one_another_are_followed_to_a_limit()
    {
        const int Limit = PmmlLimits.OperandDepth;
        string apply = string.Concat(Enumerable.Repeat("<Apply function=\"abs\">", Limit - 1));
        string applied = string.Concat(Enumerable.Repeat("</Apply>", Limit - 1));
        const string Field = "<DerivedField name=\"d\" optype=\"continuous\" dataType=\"double\">";
        MarkedPmml.ReadValid(MarkedPmml.Transformations($"{Field}{apply}<FieldRef field=\"x\"/>{applied}</DerivedField>"));
        MarkedPmml.Check(MarkedPmml.Transformations(
            $"{Field}{apply}<Apply function=\"abs\">[[MLC1003]]<Apply function=\"abs\"/></Apply>{applied}</DerivedField>"));
        string and = string.Concat(Enumerable.Repeat("<CompoundPredicate booleanOperator=\"and\">", Limit));
        string ended = string.Concat(Enumerable.Repeat("</CompoundPredicate>", Limit));
        MarkedPmml.Check(MarkedPmml.Tree($"{and}[[MLC1003]]<False/>{ended}"));
    }

    [Fact]
    public void Models_inside_one_another_are_followed_to_a_limit()
    {
        const string Open = """
            <MiningModel functionName="regression"><MiningSchema/><Segmentation multipleModelMethod="sum"><Segment><True/>
            """;
        string text = "<PMML version=\"4.4\"><DataDictionary/>" + string.Concat(Enumerable.Repeat(Open, PmmlLimits.ModelDepth))
            + "[[MLC1003]]<TreeModel/>"
            + string.Concat(Enumerable.Repeat("</Segment></Segmentation></MiningModel>", PmmlLimits.ModelDepth)) + "</PMML>";
        MarkedPmml.Check(text);
    }

    [Fact]
    public void Too_many_attributes_and_too_long_names_are_refused()
    {
        string many = string.Concat(Enumerable.Range(0, PmmlLimits.Attributes + 1).Select(i => $" a{i}=\"\""));
        MarkedPmml.Check($"[[MLC1003]]<PMML{many}/>");
        MarkedPmml.Check($"[[MLC1003]]<{new string('a', PmmlLimits.NameLength + 1)}/>");
        MarkedPmml.Check($"<PMML [[MLC1003]]{new string('a', PmmlLimits.NameLength + 1)}=\"\"/>");
    }

    [Fact]
    public void A_megabyte_in_an_attribute_is_read_and_cut_in_messages()
    {
        string name = new('n', 1 << 20);
        Diagnostic diagnostic = Assert.Single(MarkedPmml.Check(
            MarkedPmml.Tree($"<SimplePredicate field=\"x\" [[MLC1011]]operator=\"{name}\" value=\"1\"/>")));
        Assert.True(diagnostic.ToString().Length < 1000);
    }

    [Fact]
    public void A_huge_array_is_read()
    {
        string values = string.Join(' ', Enumerable.Range(0, 300_000).Select(i => $"\"v {i}\""));
        PipelineDocument document = MarkedPmml.ReadValid(MarkedPmml.Tree(
            $"<SimpleSetPredicate field=\"c\" booleanOperator=\"isIn\"><Array type=\"string\">{values}</Array></SimpleSetPredicate>"));
        TreeModel tree = Assert.IsType<TreeModel>(document.Model);
        Assert.Equal(300_000, Assert.IsType<SimpleSetPredicate>(tree.Nodes[0].Predicate).Values.Length);
    }

    [Theory]
    [InlineData("x]; DROP TABLE t--")]
    [InlineData("it's \"quoted\"")]
    [InlineData("line\nbreak\ttab")]
    [InlineData("naïve 数据 🙂 \u202E")]
    [InlineData("{0} %s ${y}")]
    public void Names_are_data(string name)
    {
        string written = name.Replace("&", "&amp;").Replace("\"", "&quot;").Replace("<", "&lt;")
            .Replace("\n", "&#10;").Replace("\t", "&#9;");
        PipelineDocument document = MarkedPmml.ReadValid($"""
            <PMML version="4.4"><DataDictionary><DataField name="{written}" optype="continuous" dataType="double"/></DataDictionary>
            <TreeModel functionName="regression"><MiningSchema><MiningField name="{written}"/></MiningSchema>
            <Node score="1"><SimplePredicate field="{written}" operator="isMissing"/></Node></TreeModel></PMML>
            """);
        Assert.Equal(name, document.DataDictionary.DataFields[0].Name);
        Assert.Equal(name, document.Model.Common.MiningSchema[0].Name);
        TreeModel tree = Assert.IsType<TreeModel>(document.Model);
        Assert.Equal(name, Assert.IsType<SimplePredicate>(tree.Nodes[0].Predicate).Field);
    }

    [Fact]
    public void A_newline_in_a_name_does_not_forge_a_second_line_of_output()
    {
        Diagnostic diagnostic = Assert.Single(MarkedPmml.Check(MarkedPmml.Tree(
            "<SimplePredicate field=\"x\" [[MLC1011]]operator=\"&#10;model.pmml(1,1): error\" value=\"1\"/>")));
        Assert.DoesNotContain('\n', diagnostic.ToString());
    }

    [Fact]
    public void Warnings_do_not_crowd_out_errors()
    {
        string fields = string.Concat(Enumerable.Range(0, 1000).Select(i => $"<Node id=\"same\"><True/></Node>"));
        var diagnostics = new DiagnosticBag();
        string text = MarkedPmml.Tree($"<True/>{fields}<Node><SimplePredicate field=\"x\" operator=\"lessThan\" value=\"NaN\"/></Node>");
        Assert.Null(PmmlReader.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)), "m", diagnostics));
        Assert.Contains(diagnostics, diagnostic => diagnostic.Id == "MLC1013");
        Assert.Equal(799, diagnostics.Dropped);
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("iso-8859-1")]
    [InlineData("windows-1252")]
    public void Declared_encodings_are_honoured(string name)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        string text = $"<?xml version=\"1.0\" encoding=\"{name}\"?>" + MarkedPmml.Tree("<True/>").Replace("\"c\"", "\"é\"");
        Encoding encoding = Encoding.GetEncoding(name);
        var diagnostics = new DiagnosticBag();
        byte[] bytes = [.. encoding.GetPreamble(), .. encoding.GetBytes(text)];
        PipelineDocument? document = PmmlReader.Read(new MemoryStream(bytes), "m", diagnostics);
        Assert.Equal("é", document?.DataDictionary.DataFields[1].Name);
    }

    [Fact]
    public void Damaged_bytes_never_throw()
    {
        byte[] intact = Encoding.UTF8.GetBytes(MarkedPmml.Tree("""
            <CompoundPredicate booleanOperator="or"><SimplePredicate field="x" operator="lessThan" value="1"/><True/></CompoundPredicate>
            <ScoreDistribution value="a" recordCount="1"/><Node><True/></Node>
            """));
        var random = new Random(1);
        for (int i = 0; i < 3000; i++)
        {
            byte[] damaged = [.. intact];
            for (int changes = random.Next(1, 4); changes > 0; changes--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            var diagnostics = new DiagnosticBag();
            PipelineDocument? document =
                PmmlReader.Read(new MemoryStream(damaged, 0, random.Next(damaged.Length / 2, damaged.Length)), "m", diagnostics);
            Assert.Equal(diagnostics.HasErrors, document is null);
        }
    }
}
