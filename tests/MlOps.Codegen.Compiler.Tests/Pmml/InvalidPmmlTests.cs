using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Tests.Pmml;

public class InvalidPmmlTests
{
    [Theory]
    [InlineData("<SimplePredicate field=\"x\" operator=\"lessThan\" [[MLC1013]]value=\"NaN\"/>")]
    [InlineData("<SimplePredicate field=\"x\" operator=\"equal\" [[MLC1013]]value=\" nan \"/>")]
    [InlineData("<SimplePredicate field=\"x\" [[MLC1011]]operator=\"below\" value=\"1\"/>")]
    [InlineData("[[MLC1009]]<SimplePredicate field=\"x\" operator=\"lessThan\"/>")]
    [InlineData("[[MLC1009]]<SimplePredicate operator=\"isMissing\"/>")]
    [InlineData("<SimplePredicate [[MLC1016]]Field=\"x\" field=\"x\" operator=\"isMissing\"/>")]
    [InlineData("<True/>[[MLC1015]]<True/>")]
    [InlineData("<True/>[[MLC1015]]<Surprise/>")]
    [InlineData("<True/>[[MLC3002]]<DecisionTree/>")]
    [InlineData("<True/><ScoreDistribution value=\"a\" [[MLC1012]]recordCount=\"-1\"/>")]
    [InlineData("<True/>[[MLC1009]]<ScoreDistribution value=\"a\"/>")]
    [InlineData("<True/><ScoreDistribution value=\"a\" [[MLC1012]]probability=\"1.5\"/>")]
    [InlineData("<True/><Node id=\"1\"><True/></Node><Node [[MLC1018]]id=\"1\"><True/></Node>")]
    [InlineData("<True/>[[MLC1010]]<Node/>")]
    [InlineData("[[MLC1010]]<CompoundPredicate booleanOperator=\"and\"/>")]
    [InlineData("[[MLC1010]]<SimpleSetPredicate field=\"c\" booleanOperator=\"isIn\"/>")]
    [InlineData("<SimpleSetPredicate field=\"c\" booleanOperator=\"isIn\">[[MLC1020]]<Array type=\"string\" n=\"3\">a b</Array></SimpleSetPredicate>")]
    [InlineData("<SimpleSetPredicate field=\"c\" booleanOperator=\"isIn\">[[MLC1020]]<Array type=\"string\">a \"b</Array></SimpleSetPredicate>")]
    [InlineData("<SimpleSetPredicate field=\"c\" booleanOperator=\"isIn\">[[MLC1020]]<Array type=\"string\">a\"b</Array></SimpleSetPredicate>")]
    public void Mistakes_in_a_node_are_found_where_they_are(string content) =>
        MarkedPmml.Check(MarkedPmml.Tree(content));

    [Theory]
    [InlineData(" [[MLC1011]]missingValueStrategy=\"guess\"")]
    [InlineData(" [[MLC1012]]missingValuePenalty=\"2\"")]
    [InlineData(" [[MLC1013]]missingValuePenalty=\"NaN\"")]
    [InlineData(" [[MLC1012]]missingValuePenalty=\"0,5\"")]
    [InlineData(" [[MLC1012]]missingValuePenalty=\"INF\"")]
    [InlineData(" [[MLC1014]]isScorable=\"yes\"")]
    [InlineData(" [[MLC1016]]noTrueChildStrateggy=\"returnLastPrediction\"")]
    public void Mistakes_in_attributes_are_found_where_they_are(string attributes)
    {
        string text = MarkedPmml.Tree("<True/>", attributes);

        // isScorable is looked at to choose the model and again when it is read.
        MarkedPmml.Check(text.Replace("[[MLC1014]]", "[[MLC1014]][[MLC1014]]"));
    }

    [Fact]
    public void All_mistakes_are_found_at_once()
    {
        IReadOnlyCollection<Diagnostic> diagnostics = MarkedPmml.Check("""
            <PMML version="4.4">
            <DataDictionary>
            [[MLC1009]]<DataField name="a" dataType="double"/>
            <DataField [[MLC1017]]name="a" optype="continuous" dataType="double"/>
            <DataField name="b" optype="continuous" [[MLC1011]]dataType="number"/>
            </DataDictionary>
            <TransformationDictionary>
            <DerivedField name="d" optype="continuous" dataType="double">[[MLC3002]]<Lag field="a"/></DerivedField>
            <DerivedField [[MLC1017]]name="d" optype="continuous" dataType="double">[[MLC3002]]<Aggregate field="a" function="sum"/></DerivedField>
            [[MLC1010]]<DerivedField name="e" optype="continuous" dataType="double"/>
            </TransformationDictionary>
            <MiningModel functionName="regression">
            <MiningSchema><MiningField name="a"/>[[MLC1019]]<MiningField name="A"/></MiningSchema>
            <Segmentation multipleModelMethod="sum">
            <Segment id="1"><True/>[[MLC3001]]<SequenceModel/></Segment>
            <Segment [[MLC1017]]id="1"><True/>[[MLC3001]]<TextModel/></Segment>
            [[MLC1010]]<Segment><True/></Segment>
            </Segmentation>
            </MiningModel>
            </PMML>
            """);
        Assert.Equal(
            "/PMML/MiningModel/Segmentation/Segment[2]/TextModel",
            diagnostics.Single(diagnostic => diagnostic.Arguments.Contains("TextModel")).Location.Path);
    }

    [Theory]
    [InlineData("<Apply function=\"f\">[[MLC1015]]<Array type=\"int\">1</Array></Apply>")]
    [InlineData("[[MLC1009]]<Apply/>")]
    [InlineData("<NormContinuous field=\"x\"><LinearNorm orig=\"1\" norm=\"0\"/>[[MLC3009]]<LinearNorm orig=\"1\" norm=\"1\"/></NormContinuous>")]
    [InlineData("[[MLC1010]]<NormContinuous field=\"x\"><LinearNorm orig=\"1\" norm=\"0\"/></NormContinuous>")]
    [InlineData("<MapValues outputColumn=\"o\"><FieldColumnPair field=\"c\" column=\"i\"/>[[MLC3002]]<TableLocator/></MapValues>")]
    [InlineData("<MapValues outputColumn=\"o\"><FieldColumnPair field=\"c\" column=\"i\"/>[[MLC1021]]<InlineTable><row><i>a</i><p>b</p></row></InlineTable></MapValues>")]
    [InlineData("<MapValues outputColumn=\"o\"><FieldColumnPair field=\"c\" column=\"i\"/><InlineTable><row><i>a</i>[[MLC1021]]<o><b/></o></row></InlineTable></MapValues>")]
    [InlineData("<Discretize field=\"x\"><DiscretizeBin binValue=\"1\"><Interval [[MLC1011]]closure=\"open\"/></DiscretizeBin></Discretize>")]
    [InlineData("<Discretize field=\"x\">[[MLC1010]]<DiscretizeBin binValue=\"1\"/></Discretize>")]
    [InlineData("<Discretize field=\"x\"><DiscretizeBin binValue=\"1\"><Interval closure=\"openOpen\" [[MLC1013]]leftMargin=\"NaN\"/></DiscretizeBin></Discretize>")]
    [InlineData("[[MLC1010]]<TextIndex textField=\"c\"/>")]
    [InlineData("<TextIndex textField=\"c\" [[MLC1012]]maxLevenshteinDistance=\"-1\"><Constant>a</Constant></TextIndex>")]
    public void Mistakes_in_expressions_are_found_where_they_are(string expression) =>
        MarkedPmml.Check(MarkedPmml.Transformations(
            $"<DerivedField name=\"d\" optype=\"continuous\" dataType=\"double\">{expression}</DerivedField>"));

    [Theory]
    [InlineData("<PMML [[MLC1005]]version=\"2.1\"")]
    [InlineData("<PMML [[MLC1005]]version=\"5.0\"")]
    [InlineData("<PMML [[MLC1005]]version=\"latest\"")]
    [InlineData("[[MLC1005]]<PMML xmlns=\"http://www.dmg.org/PMML-2_0\"")]
    [InlineData("[[MLC1006]]<PMML")]
    [InlineData("<PMML version=\"3.0\" xmlns=\"http://www.dmg.org/PMML-3_0\"")]
    [InlineData("<PMML version=\"4.4.1\" xmlns=\"http://www.dmg.org/PMML-4_4\"")]
    [InlineData("<PMML xmlns=\"http://www.dmg.org/PMML-4_1\"")]
    public void Versions_are_checked(string tag) =>
        MarkedPmml.Check(MarkedPmml.Transformations("").Replace("<PMML version=\"4.4\"", tag));

    [Fact]
    public void A_file_needs_a_model_and_the_first_scorable_one_is_read()
    {
        MarkedPmml.Check("[[MLC1007]]<PMML version=\"4.4\"><DataDictionary/></PMML>");
        MarkedPmml.Check("[[MLC1007]]<PMML version=\"4.4\"><DataDictionary/><TreeModel isScorable=\"false\"/></PMML>");
        const string Tree =
            "<TreeModel functionName=\"regression\" modelName=\"N\"><MiningSchema/><Node score=\"1\"><True/></Node></TreeModel>";
        string text = $"<PMML version=\"4.4\"><DataDictionary/><TreeModel isScorable=\"0\"/>[[MLC1008]]{Tree}{Tree}</PMML>";
        MarkedPmml.Check(text);
    }
}
