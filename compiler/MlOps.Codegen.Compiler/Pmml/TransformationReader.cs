using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Pmml;

/// <summary>Reads the TransformationDictionary and a model's LocalTransformations.</summary>
internal static class TransformationReader
{
    /// <summary>Reads either element.</summary>
    public static TransformationDictionary Read(PmmlElement dictionary, ReadContext context)
    {
        context.Takes(dictionary);
        ImmutableArray<DefineFunction>.Builder functions = ImmutableArray.CreateBuilder<DefineFunction>();
        ImmutableArray<DerivedField>.Builder fields = ImmutableArray.CreateBuilder<DerivedField>();
        var functionNames = new HashSet<string>();
        var fieldNames = new HashSet<string>();
        foreach (PmmlElement child in dictionary.Children)
        {
            // Only the dictionary may define functions in PMML 4.4; a local one has a clear meaning too.
            if (child.Name == "DefineFunction")
            {
                functions.Add(ReadFunction(child, context));
                CheckName(child, functionNames, context);
            }
            else if (child.Name == "DerivedField")
            {
                fields.Add(ReadField(child, context));
                context.RequiredText(child, "name");
                CheckName(child, fieldNames, context);
            }
            else
            {
                context.Unexpected(child);
            }
        }

        return new TransformationDictionary(functions.ToImmutable(), fields.ToImmutable(), dictionary.Location);
    }

    /// <summary>Reads a DerivedField, whose name may be absent where it only carries an expression.</summary>
    public static DerivedField ReadField(PmmlElement element, ReadContext context)
    {
        context.Takes(element, "name", "displayName", "optype", "dataType");
        ImmutableArray<FieldValue>.Builder values = ImmutableArray.CreateBuilder<FieldValue>();
        foreach (PmmlElement child in element.Children)
        {
            if (child.Name == "Value")
            {
                values.Add(DataDictionaryReader.ReadValue(child, context));
            }
            else if (!ExpressionReader.IsExpression(child))
            {
                context.Unexpected(child);
            }
        }

        return new DerivedField(
            element.Attribute("name") ?? "",
            context.RequiredKeyword(element, "optype", Keywords.OpType),
            context.RequiredKeyword(element, "dataType", Keywords.DataType),
            ExpressionReader.ReadOnly(element, context),
            values.ToImmutable(),
            element.Location);
    }

    private static DefineFunction ReadFunction(PmmlElement element, ReadContext context)
    {
        context.Takes(element, "name", "optype", "dataType");
        ImmutableArray<ParameterField>.Builder parameters = ImmutableArray.CreateBuilder<ParameterField>();
        var names = new HashSet<string>();
        foreach (PmmlElement child in element.Children)
        {
            if (child.Name == "ParameterField")
            {
                context.Takes(child, "name", "optype", "dataType", "displayName");
                context.NoChildren(child);
                parameters.Add(new ParameterField(
                    context.RequiredText(child, "name"),
                    context.Keyword(child, "optype", Keywords.OpType),
                    context.Keyword(child, "dataType", Keywords.DataType),
                    child.Location));
                CheckName(child, names, context);
            }
            else if (!ExpressionReader.IsExpression(child))
            {
                context.Unexpected(child);
            }
        }

        DeclaredType? type = context.Keyword(element, "dataType", Keywords.DataType);
        OpType opType = context.Keyword(element, "optype", Keywords.OpType)
            ?? (type?.Type is DataType.String or DataType.Boolean ? OpType.Categorical : OpType.Continuous);
        if (element.Attribute("optype") is null)
        {
            context.Report(DiagnosticDescriptors.AssumedAttribute, element.Location, element.Name, "optype", opType);
        }

        return new DefineFunction(
            context.RequiredText(element, "name"),
            opType,
            type,
            parameters.ToImmutable(),
            ExpressionReader.ReadOnly(element, context),
            element.Location);
    }

    private static void CheckName(PmmlElement element, HashSet<string> names, ReadContext context)
    {
        if (element.Attribute("name") is { } name && !names.Add(name))
        {
            context.Report(DiagnosticDescriptors.DuplicateName, element.AttributeLocation("name"), element.Name, name);
        }
    }
}
