using MlOps.Codegen.Compiler.Models.MiningModels;
using MlOps.Codegen.Compiler.Models.RegressionModels;
using MlOps.Codegen.Compiler.Models.Scorecards;
using MlOps.Codegen.Compiler.Models.TreeModels;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Compiler.Pipeline.Expressions;
using MlOps.Codegen.Compiler.Pipeline.Predicates;

namespace MlOps.Codegen.Compiler.Tests.Pmml;

public class ReadingTests
{
    [Fact]
    public void Attributes_left_out_have_the_schemas_defaults()
    {
        PipelineDocument document = MarkedPmml.ReadValid("""
            <PMML version="4.4"><DataDictionary><DataField name="x" optype="continuous" dataType="double"><Value value="1"/></DataField></DataDictionary>
            <TreeModel functionName="regression">
            <MiningSchema><MiningField name="x"/></MiningSchema>
            <Output><OutputField name="o" dataType="double"/></Output>
            <Targets><Target/></Targets>
            <Node score="1"><True/></Node>
            <ModelVerification><VerificationFields><VerificationField field="x"/></VerificationFields><InlineTable><row><x>1</x></row><row><x/></row></InlineTable></ModelVerification>
            </TreeModel></PMML>
            """);
        TreeModel tree = Assert.IsType<TreeModel>(document.Model);
        Assert.Equal(ValueProperty.Valid, document.DataDictionary.DataFields[0].Values[0].Property);
        Assert.Equal(MissingValueStrategy.None, tree.MissingValueStrategy);
        Assert.Equal(NoTrueChildStrategy.ReturnNullPrediction, tree.NoTrueChildStrategy);
        Assert.Equal(1, tree.MissingValuePenalty);
        Assert.Equal(MathContext.Double, tree.Common.MathContext);
        MiningField mining = tree.Common.MiningSchema[0];
        Assert.Equal(
            (UsageType.Active, OutlierTreatment.AsIs, MissingValueTreatment.AsIs, InvalidValueTreatment.ReturnInvalid),
            (mining.UsageType, mining.Outliers, mining.MissingValueTreatment, mining.InvalidValueTreatment));
        OutputField output = tree.Common.Output[0];
        Assert.Equal((ResultFeature.PredictedValue, 1, true, true), (output.Feature, output.Rank, output.IsFinalResult, output.RankDescending));
        Target target = tree.Common.Targets[0];
        Assert.Equal((CastInteger.None, 0, 1, null), (target.CastInteger, target.RescaleConstant, target.RescaleFactor, target.Min));
        ModelVerification verification = Assert.IsType<ModelVerification>(tree.Common.Verification);
        Assert.Equal((1E-6, 1E-16), (verification.Fields[0].Precision, verification.Fields[0].ZeroThreshold));
        Assert.Equal(["1"], verification.Rows[0].AsEnumerable());
        Assert.Equal([null], verification.Rows[1].AsEnumerable());
    }

    [Theory]
    [InlineData("string", "\"a b\" c \\\"d", new[] { "a b", "c", "\"d" })]
    [InlineData("string", " \"with \\\"quotes\\\"\"\n\t\"\" back\\slash \"a\"\"b\"", new[] { "with \"quotes\"", "", "back\\slash", "a", "b" })]
    [InlineData("string", "", new string[0])]
    [InlineData("int", "1 -2\n3", new[] { "1", "-2", "3" })]
    [InlineData("real", " 1.5 INF ", new[] { "1.5", "INF" })]
    public void Arrays_follow_the_quoting_rules(string type, string text, string[] expected)
    {
        PipelineDocument document = MarkedPmml.ReadValid(MarkedPmml.Tree($"""
            <SimpleSetPredicate field="c" booleanOperator="isNotIn"><Array type="{type}">{text}</Array></SimpleSetPredicate>
            """));
        SimpleSetPredicate predicate = Assert.IsType<SimpleSetPredicate>(Assert.IsType<TreeModel>(document.Model).Nodes[0].Predicate);
        Assert.False(predicate.IsIn);
        Assert.Equal(expected, predicate.Values.AsEnumerable());
    }

    [Fact]
    public void Expressions_keep_their_structure_and_their_order()
    {
        PipelineExpression expression = Expression("""
            <Apply function="if" defaultValue="d"><Apply function="lessThan"><FieldRef field="x" mapMissingTo="0"/><Constant dataType="integer">3</Constant></Apply>
            <Extension name="ignored"><Apply/></Extension><Constant> a </Constant><Constant missing="true"/></Apply>
            """);
        Apply apply = Assert.IsType<Apply>(expression);
        Assert.Equal(("if", "d", null), (apply.Function, apply.DefaultValue, apply.MapMissingTo));
        Apply lessThan = Assert.IsType<Apply>(apply.Arguments[0]);
        Assert.Equal("0", Assert.IsType<FieldRef>(lessThan.Arguments[0]).MapMissingTo);
        Constant three = Assert.IsType<Constant>(lessThan.Arguments[1]);
        Assert.Equal(("3", DataType.Integer), (three.Value, three.Type?.Type));
        Assert.Equal(" a ", Assert.IsType<Constant>(apply.Arguments[1]).Value);
        Assert.True(Assert.IsType<Constant>(apply.Arguments[2]).IsMissing);
    }

    [Fact]
    public void Until_4_1_mapMissingTo_is_the_default_value()
    {
        Apply old = Assert.IsType<Apply>(Expression("<Apply function=\"f\" mapMissingTo=\"m\"/>", "4.1"));
        Assert.Equal((null, "m"), (old.MapMissingTo, old.DefaultValue));
        Apply current = Assert.IsType<Apply>(Expression("<Apply function=\"f\" mapMissingTo=\"m\"/>", "4.2"));
        Assert.Equal(("m", null), (current.MapMissingTo, current.DefaultValue));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData(" xmlns:data=\"http://jpmml.org/jpmml-model/InlineTable\"", "data:")]
    public void Cells_are_found_with_and_without_prefix(string declaration, string prefix)
    {
        MapValues map = Assert.IsType<MapValues>(Expression($"""
            <MapValues outputColumn="{prefix}out"><FieldColumnPair field="c" column="{prefix}Header"/><FieldColumnPair field="x" column="i2"/>
            <InlineTable{declaration}><row><{prefix}Header>a</{prefix}Header><i2>1</i2><{prefix}out>r<![CDATA[<]]></{prefix}out></row><row><i2>2</i2></row></InlineTable></MapValues>
            """));
        Assert.Equal(["c", "x"], map.Keys.AsEnumerable());
        Assert.Equal(["a", "1"], map.Rows[0].Keys.AsEnumerable());
        Assert.Equal("r<", map.Rows[0].Output);
        Assert.Equal([null, "2"], map.Rows[1].Keys.AsEnumerable());
        Assert.Null(map.Rows[1].Output);
    }

    [Fact]
    public void Text_indexes_are_read_with_their_normalizations()
    {
        TextIndex index = Assert.IsType<TextIndex>(Expression("""
            <TextIndex textField="c" localTermWeights="binary" x-wordRE="\w+"><TextIndexNormalization recursive="true">
            <InlineTable><row><string>a+</string><stem>a</stem><regex>true</regex></row><row><string>b</string><stem/></row></InlineTable>
            </TextIndexNormalization><FieldRef field="c"/></TextIndex>
            """));
        Assert.Equal((LocalTermWeights.Binary, null, "\\w+", true), (index.LocalTermWeights, index.WordSeparatorPattern, index.WordPattern, index.Tokenize));
        Assert.Equal([new TextReplacement("a+", "a", true), new TextReplacement("b", "", false)], index.Normalizations[0].Rows.AsEnumerable());
        Assert.IsType<FieldRef>(index.Term);
    }

    [Fact]
    public void Intervals_are_unbounded_where_a_margin_is_absent_or_infinite()
    {
        Discretize discretize = Assert.IsType<Discretize>(Expression("""
            <Discretize field="x" mapMissingTo="m"><DiscretizeBin binValue="a"><Interval closure="openClosed" leftMargin="-INF" rightMargin="1e-3"/></DiscretizeBin>
            <DiscretizeBin binValue="b"><Interval closure="openOpen" leftMargin="0.001"/></DiscretizeBin></Discretize>
            """));
        Assert.Equal((null, 0.001), (discretize.Bins[0].Interval.LeftMargin, discretize.Bins[0].Interval.RightMargin));
        Assert.Equal((0.001, null), (discretize.Bins[1].Interval.LeftMargin, discretize.Bins[1].Interval.RightMargin));
    }

    [Fact]
    public void Nodes_are_in_the_order_of_the_file()
    {
        PipelineDocument document = MarkedPmml.ReadValid(MarkedPmml.Tree("""
            <True/><Node id="a"><True/><Node id="b"><True/></Node><Node id="c"><False/></Node></Node><Node id="d"><True/></Node>
            """));
        TreeModel tree = Assert.IsType<TreeModel>(document.Model);
        Assert.Equal([null, "a", "b", "c", "d"], tree.Nodes.Select(node => node.Id));
        Assert.Equal([1, 4], tree.Nodes[0].Children.AsEnumerable());
        Assert.Equal([2, 3], tree.Nodes[1].Children.AsEnumerable());
        Assert.Equal("/PMML/TreeModel/Node/Node/Node[2]", tree.Nodes[3].Location.Path);
    }

    [Fact]
    public void Segmentations_are_read_with_JPMMLs_extensions()
    {
        PipelineDocument document = MarkedPmml.ReadValid("""
            <PMML version="4.3" xmlns="http://www.dmg.org/PMML-4_3"><DataDictionary/>
            <MiningModel functionName="regression" x-mathContext="float"><MiningSchema/>
            <Segmentation multipleModelMethod="x-weightedSum" x-missingPredictionTreatment="skipSegment" x-missingThreshold="0.5">
            <Segment weight="2"><False/><RegressionModel functionName="regression" normalizationMethod="exp"><MiningSchema><MiningField name="elsewhere"/></MiningSchema>
            <RegressionTable intercept="-1.5E-3"><NumericPredictor name="x" exponent="2" coefficient="0.1"/><CategoricalPredictor name="c" value="" coefficient="3"/>
            <PredictorTerm coefficient="4"><FieldRef field="x"/><FieldRef field="x"/></PredictorTerm></RegressionTable></RegressionModel></Segment>
            </Segmentation></MiningModel></PMML>
            """);
        MiningModel mining = Assert.IsType<MiningModel>(document.Model);
        Assert.Equal(
            (MultipleModelMethod.WeightedSum, MissingPredictionTreatment.SkipSegment, 0.5, MathContext.Float),
            (mining.Method, mining.MissingPredictionTreatment, mining.MissingThreshold, mining.Common.MathContext));
        Segment segment = Assert.Single(mining.Segments);
        Assert.Equal(("1", 2), (segment.Id, segment.Weight));
        RegressionModel regression = Assert.IsType<RegressionModel>(segment.Model);
        Assert.Equal(RegressionNormalization.Exp, regression.Normalization);
        RegressionTable table = Assert.Single(regression.Tables);
        Assert.Equal(-0.0015, table.Intercept);
        Assert.Equal((2, 0.1), (table.NumericPredictors[0].Exponent, table.NumericPredictors[0].Coefficient));
        Assert.Equal("", table.CategoricalPredictors[0].Value);
        Assert.Equal(["x", "x"], table.PredictorTerms[0].Fields.AsEnumerable());
    }

    [Fact]
    public void Scorecards_are_read()
    {
        PipelineDocument document = MarkedPmml.ReadValid("""
            <PMML version="4.2"><DataDictionary/><Scorecard functionName="regression" initialScore="10" reasonCodeAlgorithm="pointsAbove" baselineScore="5"><MiningSchema/>
            <Characteristics><Characteristic name="a" reasonCode="R1" baselineScore="7"><Attribute partialScore="-3"><True/></Attribute>
            <Attribute reasonCode="R2"><SimplePredicate field="x" operator="isMissing"/><ComplexPartialScore><FieldRef field="x"/></ComplexPartialScore></Attribute>
            </Characteristic></Characteristics></Scorecard></PMML>
            """);
        Scorecard scorecard = Assert.IsType<Scorecard>(document.Model);
        Assert.Equal((10, true, false, 5), (scorecard.InitialScore, scorecard.UseReasonCodes, scorecard.PointsBelow, scorecard.BaselineScore));
        Characteristic characteristic = Assert.Single(scorecard.Characteristics);
        Assert.Equal((-3, null), (characteristic.Attributes[0].PartialScore, characteristic.Attributes[0].ReasonCode));
        Assert.Equal((null, "R2"), (characteristic.Attributes[1].PartialScore, characteristic.Attributes[1].ReasonCode));
        Assert.IsType<FieldRef>(characteristic.Attributes[1].ComplexPartialScore);
    }

    [Fact]
    public void Elements_of_other_namespaces_and_descriptions_are_passed_over() => MarkedPmml.ReadValid("""
        <p:PMML version="4.4" xmlns:p="http://www.dmg.org/PMML-4_4" xmlns:v="urn:vendor"><p:Header/><v:Anything/><p:DataDictionary v:a="b"/>
        <p:TreeModel functionName="regression"><p:MiningSchema/><p:ModelStats><p:UnivariateStats/></p:ModelStats><p:Node score="1"><p:Extension/><p:True/></p:Node></p:TreeModel></p:PMML>
        """);

    private static PipelineExpression Expression(string expression, string version = "4.4") =>
        Assert.Single(MarkedPmml.ReadValid(MarkedPmml.Transformations(
            $"<DerivedField name=\"d\" optype=\"categorical\" dataType=\"string\">{expression}</DerivedField>", version))
            .TransformationDictionary.DerivedFields).Expression;
}
