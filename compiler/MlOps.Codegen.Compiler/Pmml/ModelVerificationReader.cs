using System.Collections.Immutable;
using MlOps.Codegen.Compiler.Pipeline;
using MlOps.Codegen.Diagnostics;

namespace MlOps.Codegen.Compiler.Pmml;

/// <summary>Reads ModelVerification (PMML 4.4, Model Verification).</summary>
internal static class ModelVerificationReader
{
    public static ModelVerification? Read(PmmlElement? element, ReadContext context)
    {
        if (element is null)
        {
            return null;
        }

        var fields = ImmutableArray.CreateBuilder<VerificationField>();
        var columns = new List<string>();
        IEnumerable<PmmlElement> declared = element.Child("VerificationFields")?.ChildrenNamed("VerificationField") ?? [];
        foreach (PmmlElement field in declared)
        {
            string name = context.Required(field, "field");
            columns.Add(MapValuesReader.Column(field["column"] ?? name));
            fields.Add(new VerificationField(
                name, context.Number(field, "precision") ?? 1e-6, context.Number(field, "zeroThreshold") ?? 1e-16, field.Location));
        }

        if (fields.Count == 0)
        {
            context.Report(DiagnosticDescriptors.MissingElement, element, element.Name, "VerificationFields");
            return null;
        }

        var rows = MapValuesReader.Rows(element, context)
            .Select(row => columns.Select(column => row.GetValueOrDefault(column)).ToImmutableArray());
        return new ModelVerification(fields.ToImmutable(), [.. rows], element.Location);
    }
}
